package main

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/coro"
	"ravel/transports/db"
)

// wantOp fails unless err is the database's, of that operation, and says so much.
func wantOp(t *testing.T, why string, err error, op, says string) {
	t.Helper()
	var e *db.Error
	if !errors.As(err, &e) || e.Op != op || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: got %v, want a failure of the %s with %q", why, err, op, says)
	}
}

// wantPlaces fails unless every thread and every connection is back.
func wantPlaces(t *testing.T, r core.Reactor, pool *sql.DB) {
	t.Helper()
	if s := r.(core.Threads).Pool(); s.Running != 0 || s.Waiting != 0 {
		t.Errorf("%d jobs run and %d wait", s.Running, s.Waiting)
	}
	if s := pool.Stats(); s.InUse != 0 {
		t.Errorf("%d connections are in use", s.InUse)
	}
}

func TestADatabaseWhoseFileIsRemovedSaysSo(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			pool, err := openSQLite(filepath.Join(dir, "bank.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			w.try(t, func(r core.Reactor, co *coro.Co) error {
				b := bank{db.New(r, pool)}
				if _, err := coro.Await(co, b.create()); err != nil {
					return err
				}
				if _, err := coro.Await(co, b.open("ann", 10)); err != nil {
					return err
				}
				if err := os.RemoveAll(dir); err != nil {
					return err
				}
				_, err := coro.Await(co, b.open("bob", 5))
				wantOp(t, "the connection that is open has a file that nobody finds", err, "operation", "readonly database")
				_, err = coro.Await(co, b.move("ann", "ann", 1))
				if err == nil || !strings.Contains(err.Error(), "readonly database") {
					t.Errorf("in an interaction: got %v, want the same", err)
				}
				pool.SetMaxIdleConns(0) // and a new one has none
				_, err = coro.Await(co, b.sum("ann"))
				wantOp(t, "a new connection finds no file", err, "query", "unable to open database file")
				_, err = coro.Await(co, b.move("ann", "bob", 1))
				wantOp(t, "nor does an interaction's", err, "begin", "unable to open database file")
				wantPlaces(t, r, pool)
				return nil
			})
		})
	}
}

func TestADatabaseThatSomebodyElseHasClosedSaysSo(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			pool, err := openSQLite(":memory:")
			if err != nil {
				t.Fatal(err)
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}
			w.try(t, func(r core.Reactor, co *coro.Co) error {
				b := bank{db.New(r, pool)}
				_, err := coro.Await(co, b.create())
				wantOp(t, "an operation", err, "operation", "database is closed")
				_, err = coro.Await(co, b.move("ann", "bob", 1))
				wantOp(t, "an interaction", err, "begin", "database is closed")
				wantPlaces(t, r, pool)
				return nil
			})
		})
	}
}
