package db_test

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"syscall"
	"testing"

	"ravel/core"
	"ravel/transports/db"
)

func TestOperationAndQuery(t *testing.T) {
	g := newRig(t)
	wants(g, "one row is changed", core.Then(g.db.Operation("set", "a", "1"), sql.Result.RowsAffected), "1")
	g.db.Operation("set", "b", "2")
	g.pass()
	wants(g, "one is found", g.db.Query("get", "a"), "{[name value] [[a 1]]}")
	wants(g, "or none", g.db.Query("get", "c"), "{[name value] []}")
	wants(g, "or all", g.db.Query("all"), "{[name value] [[a 1] [b 2]]}")
	wants(g, "it is there", g.db.Ping(), "{}")
}

func TestWhatTheDatabaseDoesNotUnderstand(t *testing.T) {
	g := newRig(t)
	wants(g, "the error says what", g.db.Query("fetch"), "query: no such query: fetch")
	wants(g, "and what was done", g.db.Operation("put"), "operation: no such statement: put")
	d := g.db.Query("fetch")
	g.pass()
	_, err, _ := d.Result()
	var e *db.Error
	if !errors.As(err, &e) || e.Gone || errors.Is(err, db.ErrGone) {
		t.Errorf("got %#v, want an error for which the database is not to blame", err)
	}
	wantsIs(g, "it is handled", d, err)
}

func TestAnAnswerThatIsTooLong(t *testing.T) {
	g := newRig(t, db.Config{RowsMax: 3})
	for i := range 3 {
		g.db.Operation("set", fmt.Sprint(i), "x")
	}
	g.pass()
	wants(g, "as many as may", g.db.Query("all"), "{[name value] [[0 x] [1 x] [2 x]]}")
	g.db.Operation("set", "3", "x")
	g.pass()
	wantsIs(g, "one more", g.db.Query("all"), db.ErrTooManyRows)
}

func TestADatabaseThatIsGone(t *testing.T) {
	g := newRig(t)
	g.db.Operation("set", "a", "1")
	g.pass()
	g.store.breaks(errors.New("nobody listens"))
	wants(g, "a new connection is refused", g.db.Query("all"), "query: nobody listens")
	g.store.breaks(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})
	wantsIs(g, "over a network, the network says it", g.db.Query("all"), db.ErrGone)

	h := newRig(t)
	h.db.Operation("set", "a", "1")
	h.pass()
	h.store.breaks(nil)
	wants(h, "a connection is broken", h.db.Query("all"), "query: the database is gone: driver: bad connection")
	wantsIs(h, "so is an operation's", h.db.Operation("set", "a", "2"), db.ErrGone)
	wantsIs(h, "and an interaction's", db.Interaction(h.db, setting("a", "2", nil)), db.ErrGone)
	if v := h.store.get("a"); v != "1" {
		t.Errorf("a is %q, want it as it was", v)
	}
	h.store.gone = false
	wants(h, "when it is back it is asked again", h.db.Query("all"), "{[name value] [[a 1]]}")
}

func TestClose(t *testing.T) {
	g := newRig(t)
	before := core.Then(g.db.Operation("set", "a", "1"), sql.Result.RowsAffected)
	g.pass()
	wants(g, "it closes", g.db.Close(), "{}")
	wants(g, "what was done is done", before, "1")
	wants(g, "what is asked then is refused", g.db.Query("all"), "query: the database is closed")
	wantsIs(g, "whatever it is", db.Interaction(g.db, setting("a", "2", nil)), db.ErrClosed)
	wantsIs(g, "a second Close too", g.db.Close(), db.ErrClosed)
}

func TestCancelWhileItWaits(t *testing.T) {
	g := newRig(t)
	d := g.db.Operation("set", "a", "1")
	d.Cancel()
	wantsIs(g, "it fails", d, core.ErrCancelled)
	if v := g.store.get("a"); v != "" {
		t.Errorf("a is %q, want that it was never set", v)
	}
}

func TestAPoolThatIsFull(t *testing.T) {
	g := newRig(t)
	g.r.SetPool(core.PoolConfig{Size: 1, Queue: -1})
	first := core.Then(g.db.Operation("set", "a", "1"), sql.Result.RowsAffected)
	wantsIs(g, "there is no place", g.db.Query("all"), core.ErrPoolFull)
	wants(g, "the other is done", first, "1")
}
