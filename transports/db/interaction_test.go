package db_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/db"
)

// setting sets a name in a transaction, and returns err.
func setting(name, value string, err error) func(ctx context.Context, tx *sql.Tx) (string, error) {
	return func(ctx context.Context, tx *sql.Tx) (string, error) {
		if _, err := tx.ExecContext(ctx, "set", name, value); err != nil {
			return "", err
		}
		return "set", err
	}
}

func TestInteractionCommits(t *testing.T) {
	g := newRig(t)
	wants(g, "it has the function's value", db.Interaction(g.db, setting("a", "1", nil)), "set")
	g.wantsStory("it was committed", "begin commit")
	if v := g.store.get("a"); v != "1" {
		t.Errorf("a is %q", v)
	}
}

func TestInteractionRollsBackOnAnError(t *testing.T) {
	g := newRig(t)
	d := db.Interaction(g.db, setting("a", "1", errTest))
	g.pass()
	if _, err, _ := d.Result(); err != errTest {
		t.Errorf("got %v, want the function's own error", err)
	}
	wantsIs(g, "it is handled", d, errTest)
	g.wantsStory("it was rolled back", "begin rollback")
	if v := g.store.get("a"); v != "" {
		t.Errorf("a is %q, want it not set", v)
	}
}

func TestInteractionRollsBackOnAPanic(t *testing.T) {
	g := newRig(t)
	d := db.Interaction(g.db, func(ctx context.Context, tx *sql.Tx) (int, error) {
		tx.ExecContext(ctx, "set", "a", "1")
		panic(errTest)
	})
	g.pass()
	_, err, _ := d.Result()
	var p *core.PanicError
	if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "TestInteractionRollsBackOnAPanic") {
		t.Errorf("got %v, want the panic with its own stack", err)
	}
	wantsIs(g, "it is the panic's value", d, errTest)
	g.wantsStory("it was rolled back", "begin rollback")
}

func TestARollbackThatFailsIsLogged(t *testing.T) {
	g := newRig(t)
	g.store.rollback = errors.New("the log is full")
	wants(g, "the error is the first one", db.Interaction(g.db, setting("a", "1", errTest)), "bad")
	if log := g.log.String(); strings.Count(log, "rollback failed") != 1 || !strings.Contains(log, "the log is full") {
		t.Errorf("the second one is logged, got %q", log)
	}
}

func TestACommitThatFails(t *testing.T) {
	g := newRig(t)
	g.store.commit = errors.New("conflict")
	wants(g, "it is the failure", db.Interaction(g.db, setting("a", "1", nil)), "commit: conflict")
	if v := g.store.get("a"); v != "" {
		t.Errorf("a is %q, want it not set", v)
	}
}

func TestInteractionThatIsCancelledRollsBack(t *testing.T) {
	g := newRig(t)
	var waited, committed error
	d := db.Interaction(g.db, func(ctx context.Context, tx *sql.Tx) (int, error) {
		tx.ExecContext(ctx, "set", "a", "1")
		_, waited = core.Blocking(ctx, g.r, func() *core.Deferred[int] { return core.NewDeferred[int]() })
		_, committed = tx.ExecContext(ctx, "set", "a", "2")
		return 0, nil
	})
	g.pass()
	d.Cancel()
	wantsIs(g, "it fails", d, core.ErrCancelled)
	if waited != core.ErrCancelled || committed == nil {
		t.Errorf("the function heard %v and %v, want that it was cancelled", waited, committed)
	}
	if v := g.store.get("a"); v != "" {
		t.Errorf("a is %q, want it not set", v)
	}
}

func TestInteractionCanWaitForTheReactor(t *testing.T) {
	g := newRig(t)
	began := g.r.Now()
	d := db.Interaction(g.db, func(ctx context.Context, tx *sql.Tx) (string, error) {
		later := func() *core.Deferred[struct{}] { return core.Later(g.r, 100*time.Millisecond) }
		if _, err := core.Blocking(ctx, g.r, later); err != nil {
			return "", err
		}
		return setting("a", "1", nil)(ctx, tx)
	})
	var took time.Duration
	d.AddCallback(func(v string) (string, error) { took = g.r.Now().Sub(began); return v, nil })
	wants(g, "it is done", d, "set")
	if took < 100*time.Millisecond {
		t.Errorf("it took %v of the reactor's time", took)
	}
}

func TestInteractionWithOptions(t *testing.T) {
	g := newRig(t)
	wants(g, "the driver is asked for them", db.Interaction(g.db, setting("a", "1", nil), sql.TxOptions{ReadOnly: true}),
		"begin: sql: driver does not support read-only transactions")
}

func TestWithConn(t *testing.T) {
	g := newRig(t)
	wants(g, "it is one connection", db.WithConn(g.db, func(ctx context.Context, c *sql.Conn) (string, error) {
		_, err := c.ExecContext(ctx, "set", "a", "1")
		return "set", err
	}), "set")
	wants(g, "its error is the function's", db.WithConn(g.db, func(context.Context, *sql.Conn) (int, error) {
		return 0, errTest
	}), "bad")
	g.store.breaks(errTest)
	refused := newRig(t)
	refused.store.breaks(errTest)
	wants(refused, "without a connection it is not called", db.WithConn(refused.db, func(context.Context, *sql.Conn) (int, error) {
		t.Error("called")
		return 0, nil
	}), "connect: bad")
}
