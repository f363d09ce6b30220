//go:build linux

package stream

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/contract"
	"ravel/core/loop"
	"ravel/transports/epoll"
)

// patience bounds how long a step may take before the test fails.
const patience = 10 * time.Second

// A rig is a reactor on real sockets, turned by hand.
type rig struct {
	*loop.Loop
	*TCP
	*UNIX
	*Adopter
	machine *Machine
	t       testing.TB
}

func newRig(t testing.TB) *rig {
	t.Helper()
	p, err := epoll.New()
	if err != nil {
		t.Fatal(err)
	}
	l := loop.New(p, loop.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	t.Cleanup(func() { l.Close() })
	m := New(l)
	return &rig{Loop: l, TCP: NewTCP(m), UNIX: NewUNIX(m), Adopter: NewAdopter(m), machine: m, t: t}
}

// until turns the loop until done.
func (r *rig) until(why string, done func() bool) {
	r.t.Helper()
	end, limit := r.Now().Add(patience), time.Duration(0)
	for !done() {
		if limit < 0 {
			r.t.Fatalf("%s: did not happen", why)
		}
		// What a turn brings about before it waits is no reason to wait: every other turn does not.
		if err := r.Iterate(limit); err != nil {
			r.t.Fatalf("%s: %v", why, err)
		}
		if limit > 0 {
			limit = 0
		} else {
			limit = end.Sub(r.Now())
		}
	}
}

// settle lets everything under way arrive: a connection of its own says so. What is on the loopback
// interface was delivered when the call that sent it returned; the turns are for who has to answer.
func (r *rig) settle() {
	r.t.Helper()
	for range 3 {
		client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
		client.t.Write([]byte("fence"))
		r.until("the fence", func() bool { return server.got.Len() == 5 })
		client.t.AbortConnection()
		r.until("the end of the fence", func() bool { return server.lost != nil && client.lost != nil })
	}
}

// A player is a protocol that records what happens and does what its test says.
type player struct {
	t      core.Transport
	events []string
	got    strings.Builder
	lost   error
	deep   bool // inside a callback

	onMade func()
	onData func(p []byte)
	onLost func(error)
}

func (p *player) enter() func() {
	if p.deep {
		p.events = append(p.events, "RE-ENTERED")
	}
	p.deep = true
	return func() { p.deep = false }
}

func (p *player) ConnectionMade(t core.Transport) {
	defer p.enter()()
	p.t = t
	p.events = append(p.events, "made")
	if p.onMade != nil {
		p.onMade()
	}
}

func (p *player) DataReceived(b []byte) {
	defer p.enter()()
	p.got.Write(b)
	// Where one call ends and the next begins means nothing.
	if p.events[len(p.events)-1] != "data" {
		p.events = append(p.events, "data")
	}
	if p.onData != nil {
		p.onData(b)
	}
}

func (p *player) ConnectionLost(reason error) {
	defer p.enter()()
	p.lost = reason
	p.events = append(p.events, "lost "+nameOf(reason))
	if p.onLost != nil {
		p.onLost(reason)
	}
}

func (p *player) self() *player { return p }

// A halfPlayer also knows of half-closing.
type halfPlayer struct {
	player
	onReadLost, onWriteLost func()
}

func (p *halfPlayer) ReadConnectionLost() {
	defer p.enter()()
	p.events = append(p.events, "readLost")
	if p.onReadLost != nil {
		p.onReadLost()
	}
}

func (p *halfPlayer) WriteConnectionLost() {
	defer p.enter()()
	p.events = append(p.events, "writeLost")
	if p.onWriteLost != nil {
		p.onWriteLost()
	}
}

// A fdPlayer also takes descriptors.
type fdPlayer struct {
	player
	fds []int
}

func (p *fdPlayer) DescriptorReceived(fd int) {
	p.events = append(p.events, "fd")
	p.fds = append(p.fds, fd)
}

type plays interface {
	core.Protocol
	self() *player
}

func nameOf(reason error) string {
	var panicked *core.PanicError
	switch {
	case errors.As(reason, &panicked):
		return "panic"
	case errors.Is(reason, core.ErrConnectionDone):
		return "done"
	case errors.Is(reason, core.ErrConnectionAborted):
		return "aborted"
	case errors.Is(reason, core.ErrOutboxFull):
		return "outbox full"
	case errors.Is(reason, core.ErrDescriptorOverrun):
		return "overrun"
	case errors.Is(reason, core.ErrConnectionLost):
		return "lost"
	}
	return fmt.Sprint("for no good reason: ", reason)
}

func (p *player) wants(t testing.TB, why string, events ...string) {
	t.Helper()
	if !slices.Equal(p.events, events) {
		t.Errorf("%s: %q, want %q", why, p.events, events)
	}
}

// one is a factory for one protocol.
func one(p core.Protocol) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })
}

// watched has both sides of p held to the grammar of events.
func (r *rig) watched(p core.Protocol) core.Protocol {
	return contract.Watch(p, func(v contract.Violation) { r.t.Errorf("%v", v) })
}

// pair connects client to server over TCP and returns once both were made.
func (r *rig) pair(c core.ConnConfig, client, server plays) (*player, *player) {
	r.t.Helper()
	l, err := r.ListenTCP("127.0.0.1:0", one(r.watched(server)), core.ListenConfig{ConnConfig: c})
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.ConnectTCP(l.Addr().String(), one(r.watched(client)), core.ConnectConfig{ConnConfig: c}); err != nil {
		r.t.Fatal(err)
	}
	cp, sp := client.self(), server.self()
	r.until("the connection", func() bool { return len(cp.events) > 0 && len(sp.events) > 0 })
	l.StopListening(nil)
	return cp, sp
}

// unixPair is pair over a UNIX socket.
func (r *rig) unixPair(client, server plays) (*player, *player) {
	r.t.Helper()
	l, err := r.ListenUNIX(r.t.(*testing.T).TempDir()+"/s", one(r.watched(server)))
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.ConnectUNIX(l.Addr().String(), one(r.watched(client))); err != nil {
		r.t.Fatal(err)
	}
	cp, sp := client.self(), server.self()
	r.until("the connection", func() bool { return len(cp.events) > 0 && len(sp.events) > 0 })
	l.StopListening(nil)
	return cp, sp
}

func (r *rig) bothLost(a, b *player) {
	r.t.Helper()
	r.until("both ends", func() bool { return a.lost != nil && b.lost != nil })
	r.settle()
}
