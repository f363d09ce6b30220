//go:build linux

package stream

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"ravel/core"
)

// paused connects a client that reads nothing.
func (r *rig) paused(client, server plays) (*player, *player) {
	r.t.Helper()
	client.self().onMade = func() { client.self().t.(core.ReadPauser).PauseReading() }
	return r.pair(core.ConnConfig{}, client, server)
}

func TestPauseHoldsInputBack(t *testing.T) {
	r := newRig(t)
	client, server := r.paused(&player{}, &player{})
	server.t.Write([]byte("held"))
	r.settle()
	client.wants(t, "nothing while paused", "made")
	client.t.(core.ReadPauser).ResumeReading()
	client.wants(t, "nothing inside ResumeReading", "made")
	r.until("the bytes", func() bool { return client.got.String() == "held" })
	server.t.Write([]byte(" and gone"))
	r.until("the rest", func() bool { return client.got.String() == "held and gone" })
}

func TestPauseInsideDataReceived(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	client.onData = func([]byte) { client.t.(core.ReadPauser).PauseReading() }
	server.t.Write([]byte("a"))
	r.until("the first", func() bool { return client.got.Len() == 1 })
	server.t.Write([]byte("b"))
	r.settle()
	if client.got.String() != "a" {
		t.Errorf("paused, and yet %q came", client.got.String())
	}
	client.t.(core.ReadPauser).ResumeReading()
	r.until("the second", func() bool { return client.got.String() == "ab" })
}

func TestPausedNoticesTheOrderlyEnd(t *testing.T) {
	r := newRig(t)
	client, server := r.paused(&player{}, &player{})
	server.t.LoseConnection()
	r.bothLost(client, server)
	client.wants(t, "TCP-13: nothing unread stands before it", "made", "lost done")
}

func TestPausedNoticesAReset(t *testing.T) {
	r := newRig(t)
	client, server := r.paused(&player{}, &player{})
	server.t.Write([]byte("unread"))
	r.settle()
	server.t.AbortConnection()
	r.bothLost(client, server)
	client.wants(t, "TCP-13: at once, whatever is unread", "made", "lost lost")
	if !errors.Is(client.lost, syscall.ECONNRESET) {
		t.Errorf("lost with %v, want the errno as well", client.lost)
	}
}

func TestEndBehindUnreadBytesWaitsForResume(t *testing.T) {
	r := newRig(t)
	client, server := r.paused(&halfPlayer{}, &player{})
	server.t.Write([]byte("unread"))
	server.t.LoseConnection()
	r.until("the server's end", func() bool { return server.lost != nil })
	r.settle()
	client.wants(t, "the bytes come first", "made")
	if w := r.machine.conns.first.wanted; w != 0 {
		t.Errorf("wanted %v: what cannot be told yet must not keep the loop busy", w)
	}
	client.t.(core.ReadPauser).ResumeReading()
	client.wants(t, "nothing inside ResumeReading", "made")
	client.onData = func([]byte) { client.t.LoseConnection() }
	r.until("the end", func() bool { return client.lost != nil })
	client.wants(t, "LoseConnection drops the end as well", "made", "data", "lost done")
}

func TestStashIsBounded(t *testing.T) {
	r := newRig(t)
	const size = 1 << 20
	client, server := r.paused(&player{}, &player{})
	server.t.Write(make([]byte, size))
	server.t.LoseConnection()
	r.settle()
	c := r.machine.conns.first
	if c.rare != nil && len(c.rare.stash.bytes) > stashMax+64<<10 {
		t.Errorf("%d bytes are stashed, want the limit and one receive at most", len(c.rare.stash.bytes))
	}
	client.t.(core.ReadPauser).ResumeReading()
	r.until("everything", func() bool { return client.lost != nil })
	client.wants(t, "in order", "made", "data", "lost done")
	if client.got.Len() != size {
		t.Errorf("%d bytes came, want all %d", client.got.Len(), size)
	}
}

func TestResumeAndPauseAgainBeforeTheStashIsTold(t *testing.T) {
	r := newRig(t)
	client, server := r.paused(&player{}, &player{})
	server.t.Write([]byte("unread"))
	server.t.LoseConnection()
	r.until("the server's end", func() bool { return server.lost != nil })
	r.settle()
	p := client.t.(core.ReadPauser)
	p.ResumeReading()
	p.PauseReading()
	r.settle()
	client.wants(t, "paused is paused", "made")
	p.ResumeReading()
	// Paused by the bytes themselves: nothing unread stands before the end then.
	client.onData = func([]byte) { p.PauseReading() }
	r.until("the end", func() bool { return client.lost != nil })
	client.wants(t, "everything, once", "made", "data", "lost done")
}

func TestPauseWhileClosingDoesNothing(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	client.t.LoseConnection()
	client.t.(core.ReadPauser).PauseReading()
	client.t.(core.ReadPauser).ResumeReading()
	r.bothLost(client, server)
	client.wants(t, "an orderly end", "made", "lost done")
}

// While a producer keeps a closing connection open, the peer's reset is noticed, its end is not the
// connection's, and neither keeps the loop busy.
func TestClosingNoticesAReset(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	r.pair(core.ConnConfig{}, client, server)
	server.t.(core.Consumer).RegisterPush(&pushPlayer{log: &server.events})
	server.t.LoseConnection()
	client.t.Write([]byte(strings.Repeat("ignored", 1000)))
	r.settle()
	server.wants(t, "it waits for the producer", "made")
	client.t.AbortConnection()
	r.bothLost(client, server)
	server.wants(t, "until the reset", "made", "stop", "lost lost")
}
