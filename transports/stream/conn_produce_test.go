//go:build linux

package stream

import (
	"errors"
	"testing"

	"ravel/core"
)

type pushPlayer struct {
	log      *[]string
	onPause  func()
	onResume func()
}

func (p *pushPlayer) PauseProducing() {
	*p.log = append(*p.log, "pause")
	if p.onPause != nil {
		p.onPause()
	}
}
func (p *pushPlayer) ResumeProducing() {
	*p.log = append(*p.log, "resume")
	if p.onResume != nil {
		p.onResume()
	}
}
func (p *pushPlayer) StopProducing() { *p.log = append(*p.log, "stop") }

// A pullPlayer writes one piece each time it is asked, and unregisters after the last.
type pullPlayer struct {
	t      core.Transport
	log    *[]string
	pieces int
	size   int
	asked  int
}

func (p *pullPlayer) ResumeProducing() {
	p.asked++
	if p.pieces--; p.pieces < 0 {
		p.t.(core.Consumer).UnregisterProducer()
		return
	}
	p.t.Write(make([]byte, p.size))
}
func (p *pullPlayer) StopProducing() { *p.log = append(*p.log, "stop") }

// fill writes until n bytes wait, which the peer, reading nothing, cannot take.
func fill(t core.Transport, n int) {
	for t.(core.Buffered).Buffered() < n {
		t.Write(make([]byte, directMin))
	}
}

func TestPushProducerIsPausedOnceAndResumedWhenNothingWaits(t *testing.T) {
	r := newRig(t)
	client, server := r.paused(&player{}, &player{})
	fill(server.t, 1)
	var log []string
	p := &pushPlayer{log: &log}
	if err := server.t.(core.Consumer).RegisterPush(p); err != nil || len(log) != 0 {
		t.Fatalf("registered with %v, and called %v; want neither", err, log)
	}
	waits := func() int { return server.t.(core.Buffered).Buffered() }
	server.t.Write(make([]byte, core.HighWater-waits()))
	if len(log) != 0 {
		t.Errorf("TCP-09: at the mark already: %v", log)
	}
	server.t.Write([]byte{0})
	server.t.Write(make([]byte, 10))
	if len(log) != 1 || log[0] != "pause" {
		t.Errorf("TCP-09: above the mark: %v, want one pause", log)
	}
	client.t.(core.ReadPauser).ResumeReading()
	p.onResume = func() {
		if waits() != 0 {
			t.Errorf("TCP-09: resumed while %d bytes wait", waits())
		}
		server.t.(core.Consumer).UnregisterProducer()
		server.t.LoseConnection()
	}
	r.bothLost(client, server)
	if len(log) != 2 || log[1] != "resume" {
		t.Errorf("TCP-09: %v, want pause and resume", log)
	}
	server.wants(t, "in order", "made", "lost done")
}

func TestHighWaterIsConfigured(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{HighWater: 10}, &player{}, &player{})
	var log []string
	server.t.(core.Consumer).RegisterPush(&pushPlayer{log: &log})
	server.t.Write(make([]byte, 10))
	server.t.Write(make([]byte, 1))
	r.until("the bytes", func() bool { return client.got.Len() == 11 })
	if len(log) != 2 || log[0] != "pause" || log[1] != "resume" {
		t.Errorf("%v, want pause above ten bytes and resume after the flush", log)
	}
}

func TestPullProducerIsAskedWheneverNothingWaits(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	p := &pullPlayer{t: server.t, log: &server.events, pieces: 5, size: 100}
	if err := server.t.(core.Consumer).RegisterPull(p); err != nil || p.asked != 1 {
		t.Fatalf("TCP-10: %v, asked %d times inside RegisterPull, want once", err, p.asked)
	}
	server.t.LoseConnection()
	r.bothLost(client, server)
	if client.got.Len() != 500 || p.asked != 6 {
		t.Errorf("TCP-10: %d bytes after asking %d times, want 500 after 6", client.got.Len(), p.asked)
	}
	server.wants(t, "TCP-10: LoseConnection waited", "made", "lost done")
}

func TestPullProducerThatOwesAPieceIsNotAskedAgain(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	p := &lazyPull{}
	server.t.(core.Consumer).RegisterPull(p)
	r.settle()
	if p.asked != 1 {
		t.Errorf("asked %d times though it has not written yet", p.asked)
	}
	server.t.Write([]byte("at last"))
	r.until("the piece", func() bool { return client.got.String() == "at last" })
	r.until("the next question", func() bool { return p.asked == 2 })
}

type lazyPull struct{ asked int }

func (p *lazyPull) ResumeProducing() { p.asked++ }
func (p *lazyPull) StopProducing()   {}

func TestLoseConnectionWaitsForAPushProducer(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	server.t.(core.Consumer).RegisterPush(&pushPlayer{log: &server.events})
	server.t.Write([]byte("a"))
	server.t.LoseConnection()
	r.settle()
	client.wants(t, "TCP-11: not before the producer is done", "made", "data")
	server.t.Write([]byte("b"))
	server.t.(core.Consumer).UnregisterProducer()
	r.bothLost(client, server)
	if client.got.String() != "ab" {
		t.Errorf("TCP-11: %q, want what was written meanwhile as well", client.got.String())
	}
	server.wants(t, "TCP-11: an unregistered producer is not stopped", "made", "lost done")
}

func TestProducerIsStoppedBeforeTheLoss(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	c := server.t.(core.Consumer)
	p := &pushPlayer{log: &server.events}
	if err := c.RegisterPush(p); err != nil {
		t.Fatal(err)
	}
	if err := c.RegisterPush(p); !errors.Is(err, core.ErrProducerRegistered) {
		t.Errorf("TCP-12: a second producer: %v, want ErrProducerRegistered", err)
	}
	if err := c.RegisterPull(&lazyPull{}); !errors.Is(err, core.ErrProducerRegistered) {
		t.Errorf("TCP-12: a second producer: %v, want ErrProducerRegistered", err)
	}
	server.onLost = func(error) {
		if err := c.RegisterPush(p); err != nil {
			t.Error(err)
		}
	}
	client.t.LoseConnection()
	r.bothLost(client, server)
	server.wants(t, "TCP-12: and one that comes too late at once", "made", "stop", "lost done", "stop")
}

func TestProducerIsStoppedByTheEndOfTheWriteSide(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &halfPlayer{}, &halfPlayer{})
	server.t.(core.Consumer).RegisterPush(&pushPlayer{log: &server.events})
	server.t.(core.HalfCloser).LoseWriteConnection()
	r.until("the peer's end", func() bool { return len(client.events) == 2 })
	server.wants(t, "nobody will take anything more", "made", "stop", "writeLost")
}

func TestProducerPanicEndsTheConnection(t *testing.T) {
	for name, at := range map[string]struct {
		run  func(c core.Transport)
		peer string
	}{
		"PauseProducing, while something waits": {func(c core.Transport) {
			c.(core.Consumer).RegisterPush(&pushPlayer{log: new([]string), onPause: func() { panic("pause") }})
			c.Write([]byte("more than nothing"))
		}, "lost"},
		"ResumeProducing, when all has left": {func(c core.Transport) {
			c.(core.Consumer).RegisterPush(&pushPlayer{log: new([]string), onResume: func() { panic("resume") }})
			c.Write([]byte("more than nothing"))
		}, "done"},
	} {
		r := newRig(t)
		client, server := r.pair(core.ConnConfig{HighWater: 1}, &player{}, &player{})
		at.run(server.t)
		server.wants(t, name+": never re-entrant", "made")
		r.bothLost(client, server)
		server.wants(t, name, "made", "lost panic")
		if nameOf(client.lost) != at.peer {
			t.Errorf("%s: the peer sees %v, want %s: an orderly end if it has got everything", name, client.lost, at.peer)
		}
	}
}
