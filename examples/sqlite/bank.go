package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "modernc.org/sqlite"

	"ravel/core"
	"ravel/transports/db"
)

var (
	errNoAccount = errors.New("no such account")
	errTooLittle = errors.New("too little on the account")
)

// openSQLite opens a database file, or with ":memory:" one that ends with the program.
func openSQLite(path string) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1) // SQLite has one writer, and a database in memory one connection
	return pool, nil
}

// A bank keeps accounts.
type bank struct{ *db.DB }

// create makes the table if it is not there.
func (b bank) create() *core.Deferred[sql.Result] {
	return b.Operation(`CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, sum INTEGER NOT NULL CHECK (sum >= 0))`)
}

// open makes an account.
func (b bank) open(name string, sum int) *core.Deferred[sql.Result] {
	return b.Operation(`INSERT INTO accounts VALUES (?, ?)`, name, sum)
}

// sum is what is on an account.
func (b bank) sum(name string) *core.Deferred[int64] {
	return core.Then(b.Query(`SELECT sum FROM accounts WHERE name = ?`, name), func(rows db.Rows) (int64, error) {
		if len(rows.Values) == 0 {
			return 0, fmt.Errorf("%w: %s", errNoAccount, name)
		}
		return rows.Values[0][0].(int64), nil
	})
}

// move takes sum from one account and gives it to another. It is a Deferred of what is left. Whatever goes
// wrong on the way, nothing is moved.
func (b bank) move(from, to string, sum int) *core.Deferred[int64] {
	return db.Interaction(b.DB, func(ctx context.Context, tx *sql.Tx) (left int64, err error) {
		row := tx.QueryRowContext(ctx, `UPDATE accounts SET sum = sum + ? WHERE name = ? RETURNING sum`, sum, to)
		if err := row.Scan(new(int64)); err != nil {
			return 0, missing(err, to)
		}
		row = tx.QueryRowContext(ctx, `SELECT sum FROM accounts WHERE name = ?`, from)
		if err := row.Scan(&left); err != nil {
			return 0, missing(err, from)
		}
		if left < int64(sum) {
			return 0, fmt.Errorf("%w: %s has %d", errTooLittle, from, left)
		}
		_, err = tx.ExecContext(ctx, `UPDATE accounts SET sum = sum - ? WHERE name = ?`, sum, from)
		return left - int64(sum), err
	})
}

// missing says which account is not there.
func missing(err error, name string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %s", errNoAccount, name)
	}
	return err
}
