package db_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/db"
)

var errTest = errors.New("bad")

// A rig is a DB of a store on a simulated reactor.
type rig struct {
	*testing.T
	r     *fakes.Reactor
	store *store
	db    *db.DB
	log   bytes.Buffer
}

func newRig(t *testing.T, c ...db.Config) *rig {
	g := &rig{T: t, store: newStore()}
	g.r = fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(&g.log, nil))})
	pool := g.store.open()
	g.db = db.New(g.r, pool, c...)
	t.Cleanup(func() {
		g.r.CheckLeaks(t)
		pool.Close()
	})
	return g
}

// pass lets more time pass than a job takes.
func (g *rig) pass() { g.r.Advance(time.Second) }

// wants fails unless d has come to that.
func wants[T any](g *rig, why string, d *core.Deferred[T], wanted string) {
	g.Helper()
	g.pass()
	v, err, ok := d.Result()
	got := fmt.Sprint(v)
	switch {
	case !ok:
		got = "pending"
	case err != nil:
		got = err.Error()
		d.AddErrback(func(error) (v T, _ error) { return v, nil })
	}
	if got != wanted {
		g.Errorf("%s:\n got %s\nwant %s", why, got, wanted)
	}
}

// wantsIs fails unless d has failed with wanted.
func wantsIs[T any](g *rig, why string, d *core.Deferred[T], wanted error) {
	g.Helper()
	g.pass()
	_, err, _ := d.Result()
	if !errors.Is(err, wanted) {
		g.Errorf("%s: got %v, want %v", why, err, wanted)
	}
	d.AddErrback(func(error) (v T, _ error) { return v, nil })
}

// wantsStory fails unless that has happened to transactions.
func (g *rig) wantsStory(why, story string) {
	g.Helper()
	if got := g.store.told(); got != story {
		g.Errorf("%s: got %q, want %q", why, got, story)
	}
}
