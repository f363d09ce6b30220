package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"ravel/fakes"
	"ravel/transports/db"
)

// A transfer between two names either happens as a whole or not at all.
func Example() {
	r := fakes.NewReactor() // or native.New
	pool := newStore().open()
	defer pool.Close()
	accounts := db.New(r, pool)

	opened := db.Interaction(accounts, func(ctx context.Context, tx *sql.Tx) (string, error) {
		for name, sum := range map[string]string{"ann": "7", "bob": "3"} {
			if _, err := tx.ExecContext(ctx, "set", name, sum); err != nil {
				return "", err // nothing is set then
			}
		}
		return "opened", nil
	})
	opened.AddCallback(func(v string) (string, error) {
		fmt.Println(v)
		accounts.Query("all").AddCallback(func(rows db.Rows) (db.Rows, error) {
			fmt.Println(rows.Values)
			return rows, nil
		})
		return v, nil
	})
	r.Advance(time.Second)
	// Output:
	// opened
	// [[ann 7] [bob 3]]
}
