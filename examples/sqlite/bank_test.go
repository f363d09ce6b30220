package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
	"ravel/transports/db"
	"ravel/transports/native"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// worlds are reactors on which a bank is tried, each with a way to run it until something was done.
var worlds = []struct {
	name string
	try  func(t *testing.T, do func(r core.Reactor, co *coro.Co) error)
}{
	{"simulated", func(t *testing.T, do func(r core.Reactor, co *coro.Co) error) {
		r := fakes.NewReactor(fakes.Config{Seed: 1, Logger: quiet()})
		runOn(t, r, do)
		r.CheckLeaks(t)
	}},
	{"native", func(t *testing.T, do func(r core.Reactor, co *coro.Co) error) {
		r, err := native.Open(native.Config{Logger: quiet(), NoSignals: true})
		if errors.Is(err, core.ErrUnsupported) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		runOn(t, r, do)
	}},
}

// runOn runs r until do is done.
func runOn(t *testing.T, r core.Reactor, do func(r core.Reactor, co *coro.Co) error) {
	t.Helper()
	r.CallWhenRunning(func() {
		coro.Do(r, func(co *coro.Co) error { return do(r, co) }).AddBoth(func(_ struct{}, err error) (v struct{}, _ error) {
			if err != nil {
				t.Error(err)
			}
			r.Stop()
			return v, nil
		})
	})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.Run(ctx); err != nil {
		t.Error(err)
	}
}

// each tries a bank in every world.
func each(t *testing.T, do func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			pool, err := openSQLite(filepath.Join(t.TempDir(), "bank.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			w.try(t, func(r core.Reactor, co *coro.Co) error {
				b := bank{db.New(r, pool)}
				if _, err := coro.Await(co, b.create()); err != nil {
					return err
				}
				for name, sum := range map[string]int{"ann": 10, "bob": 5} {
					if _, err := coro.Await(co, b.open(name, sum)); err != nil {
						return err
					}
				}
				return do(t, r, co, b)
			})
		})
	}
}

// wantSums fails unless that is on the accounts.
func wantSums(t *testing.T, why string, co *coro.Co, b bank, sums string) {
	t.Helper()
	ann, errA := coro.Await(co, b.sum("ann"))
	bob, errB := coro.Await(co, b.sum("bob"))
	if got := fmt.Sprint("ann ", ann, ", bob ", bob); errA != nil || errB != nil || got != sums {
		t.Errorf("%s: %s, %v, %v, want %s", why, got, errA, errB, sums)
	}
}

func TestMovesAreWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error {
		left, err := coro.Await(co, b.move("ann", "bob", 3))
		if err != nil || left != 7 {
			t.Errorf("got %d, %v, want what is left", left, err)
		}
		wantSums(t, "it was committed", co, b, "ann 7, bob 8")

		_, err = coro.Await(co, b.move("ann", "bob", 8))
		if !errors.Is(err, errTooLittle) {
			t.Errorf("got %v, want that it is too little", err)
		}
		wantSums(t, "bob, who had been given it, has it no more", co, b, "ann 7, bob 8")

		_, err = coro.Await(co, b.move("eve", "bob", 1))
		if !errors.Is(err, errNoAccount) || err.Error() != "no such account: eve" {
			t.Errorf("got %v, want that eve has no account", err)
		}
		wantSums(t, "nor of nobody", co, b, "ann 7, bob 8")
		return nil
	})
}

func TestAPanicInAnInteractionRollsBack(t *testing.T) {
	each(t, func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error {
		_, err := coro.Await(co, db.Interaction(b.DB, panicking))
		var p *core.PanicError
		if !errors.As(err, &p) {
			t.Errorf("got %v, want the panic", err)
		}
		wantSums(t, "nothing was done", co, b, "ann 10, bob 5")
		return nil
	})
}

func TestManyMovesAtOnceLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error {
		var moves []*core.Deferred[int64]
		for i := range 20 {
			from, to := "ann", "bob"
			if i%2 == 1 {
				from, to = to, from
			}
			moves = append(moves, b.move(from, to, 1))
		}
		for _, m := range moves {
			if _, err := coro.Await(co, m); err != nil {
				return err
			}
		}
		wantSums(t, "as many there as back", co, b, "ann 10, bob 5")
		return nil
	})
}

func TestWhatTheDatabaseRefuses(t *testing.T) {
	each(t, func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error {
		_, err := coro.Await(co, b.open("ann", 1))
		var e *db.Error
		if !errors.As(err, &e) || e.Op != "operation" || e.Gone || !strings.Contains(err.Error(), "UNIQUE") {
			t.Errorf("got %v, want that the account is there, for which the database is not to blame", err)
		}
		return nil
	})
}

// panicking takes everybody's money and loses its head.
func panicking(ctx context.Context, tx *sql.Tx) (int, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET sum = 0`); err != nil {
		return 0, err
	}
	panic("police")
}

func TestADatabaseThatIsClosedSaysSo(t *testing.T) {
	each(t, func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error {
		if _, err := coro.Await(co, b.Close()); err != nil {
			return err
		}
		if _, err := coro.Await(co, b.sum("ann")); !errors.Is(err, db.ErrClosed) {
			t.Errorf("got %v, want that the database is closed", err)
		}
		return nil
	})
}

func TestADatabaseThatCannotBeOpenedSaysSo(t *testing.T) {
	pool, err := openSQLite(filepath.Join(t.TempDir(), "no", "such", "directory", "bank.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			w.try(t, func(r core.Reactor, co *coro.Co) error {
				_, err := coro.Await(co, bank{db.New(r, pool)}.create())
				var e *db.Error
				if !errors.As(err, &e) || e.Op != "operation" {
					t.Errorf("got %v, want that the operation has failed", err)
				}
				return nil
			})
		})
	}
}

// A customer asks everything at once, and leaves when everything was answered.
type customer struct {
	core.Base
	questions []string
	heard     string
	left      *core.Deferred[string]
}

func (c *customer) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	t.Write([]byte(strings.Join(c.questions, "\n") + "\n"))
}

func (c *customer) DataReceived(p []byte) {
	c.heard += string(p)
	if strings.Count(c.heard, "\n") == len(c.questions) {
		c.Transport.LoseConnection()
	}
}

func (c *customer) ConnectionLost(error) { c.left.Resolve(c.heard) }

func TestTellersAnswerInTheOrderOfTheQuestions(t *testing.T) {
	each(t, func(t *testing.T, r core.Reactor, co *coro.Co, b bank) error {
		l, err := serve(r, b, "127.0.0.1:0")
		if err != nil {
			return err
		}
		c := &customer{
			questions: []string{"open eve 4", "move eve ann 1", "sum ann", "move eve ann 9", "move eve bob x", "fly", "sum joe"},
			left:      core.NewDeferredOn[string](r),
		}
		if _, err := r.ConnectTCP(l.Addr().String(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return c, nil })); err != nil {
			return err
		}
		heard, err := coro.Await(co, c.left)
		want := "opened\r\n3\r\n11\r\nsorry: too little on the account: eve has 3\r\nsorry: \"x\" is no sum\r\n" +
			"sorry: open NAME SUM, move FROM TO SUM or sum NAME, not \"fly\"\r\nsorry: no such account: joe\r\n"
		if heard != want {
			t.Errorf("\n got %q\nwant %q", heard, want)
		}
		return err
	})
}
