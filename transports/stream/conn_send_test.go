//go:build linux

package stream

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"ravel/core"
	"ravel/core/port"
)

func TestLargeWriteGoesStraightThrough(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	server.t.Write([]byte("head"))
	server.t.Write(make([]byte, directMin))
	if waits := server.t.(core.Buffered).Buffered(); waits != 0 {
		t.Errorf("%d bytes wait, want none: the system had room", waits)
	}
	if r.machine.pool.large.kept != 0 {
		t.Error("a large write was copied")
	}
	r.until("the bytes", func() bool { return client.got.Len() == 4+directMin })
	if client.got.String()[:4] != "head" {
		t.Error("what was written before comes first")
	}
}

func TestSmallWritesDoNotPileUp(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	most := 0
	for range 1000 {
		server.t.Write(make([]byte, 100))
		most = max(most, server.t.(core.Buffered).Buffered())
	}
	if most >= directMin {
		t.Errorf("%d bytes waited, want them offered at %d", most, directMin)
	}
	r.until("the bytes", func() bool { return client.got.Len() == 100_000 })
}

func TestSendNowDoesNotWaitForThePhasesEnd(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	now := func(p *player) func() {
		d, ok := core.TransportFacet[port.Prompt](p.t)
		if !ok {
			t.Fatal("a connection is found to be a port.Prompt, behind the monitor too")
		}
		return d.SendNow
	}
	now(server)() // nothing waits
	server.t.Write([]byte("now"))
	sent := r.Stats().Sent
	now(server)()
	if n := r.Stats().Sent - sent; n != 3 || server.t.(core.Buffered).Buffered() != 0 {
		t.Errorf("%d bytes have left inside the call, want 3", n)
	}
	server.t.Write([]byte(", last"))
	server.t.LoseConnection()
	now(server)()
	server.wants(t, "it calls nobody", "made")
	r.bothLost(client, server)
	client.wants(t, "all arrives in order, and then the end", "made", "data", "lost done")
	if got := client.got.String(); got != "now, last" {
		t.Errorf("the client got %q", got)
	}
	now(server)()
	server.wants(t, "after the end it does nothing", "made", "lost done")
}

func TestSendNowFindsTheEndAndTellsItLater(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	server.t.(core.ReadPauser).PauseReading()
	client.t.AbortConnection()
	server.t.Write([]byte("too late"))
	d, _ := core.TransportFacet[port.Prompt](server.t)
	d.SendNow()
	server.wants(t, "nobody is called inside", "made")
	if !server.t.Closing() {
		t.Error("the send has met the reset, and the connection is over")
	}
	r.bothLost(client, server)
	server.wants(t, "it is told among the endings", "made", "lost lost")
}

func TestLargeWriteAllocatesNothing(t *testing.T) {
	r := newRig(t)
	client := &counting{}
	l, err := r.ListenTCP("127.0.0.1:0", one(client))
	if err != nil {
		t.Fatal(err)
	}
	server := &player{}
	r.ConnectTCP(l.Addr().String(), one(server))
	r.until("the connection", func() bool { return server.t != nil && client.t != nil })
	p := make([]byte, 64<<10)
	got := testing.AllocsPerRun(100, func() {
		server.t.Write(p)
		for server.t.(core.Buffered).Buffered() > 0 {
			r.Iterate(patience)
		}
		r.Iterate(0)
	})
	if got != 0 {
		t.Errorf("%v allocations for each write of 64 KiB, want none", got)
	}
}

// counting reads without keeping.
type counting struct{ player }

func (c *counting) DataReceived(p []byte) {}

// Whatever the pieces and however full the system is, the bytes arrive in order.
func TestAnyMixOfWritesArrivesInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		r := newRig(t)
		client, server := r.paused(&player{}, &player{})
		var model []byte
		piece := func() []byte {
			p := make([]byte, []int{0, 1, 100, 5000, directMin, 100_000, 600_000}[random.IntN(7)])
			for i := range p {
				p[i] = byte(random.Uint32())
			}
			model = append(model, p...)
			return p
		}
		for range 12 {
			switch random.IntN(4) {
			case 0, 1:
				p := piece()
				server.t.Write(p)
				clear(p)
			case 2:
				ps := [][]byte{piece(), piece(), piece()}
				server.t.WriteSequence(ps)
				for _, p := range ps {
					clear(p)
				}
			case 3:
				r.Iterate(0)
			}
		}
		server.t.LoseConnection()
		r.Iterate(0)
		client.t.(core.ReadPauser).ResumeReading()
		r.until("the end", func() bool { return client.lost != nil })
		if !bytes.Equal([]byte(client.got.String()), model) {
			t.Fatalf("%d bytes came, not the %d that were written", client.got.Len(), len(model))
		}
		if nameOf(client.lost) != "done" {
			t.Errorf("lost with %v", client.lost)
		}
	}
}

func TestWriteSequenceOfManyPieces(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{})
	ps := make([][]byte, 10*vecMax)
	var want bytes.Buffer
	for i := range ps {
		ps[i] = bytes.Repeat([]byte{byte(i)}, i)
		want.Write(ps[i])
	}
	server.t.WriteSequence(ps)
	r.until("the bytes", func() bool { return client.got.Len() == want.Len() })
	if client.got.String() != want.String() {
		t.Error("in another order")
	}
}

func TestFullOutboxAborts(t *testing.T) {
	r := newRig(t)
	const most = 1 << 20
	client, server := r.paused(&player{}, &player{})
	r.machine.conns.each(func(c *conn) { c.of.outboxMax = most })
	fill(server.t, most)
	server.wants(t, "up to the limit everything is taken", "made")
	if n, err := server.t.Write(nil); n != 0 || err != nil {
		t.Errorf("nothing more is no overflow: %d, %v", n, err)
	}
	n, err := server.t.Write([]byte("x"))
	if n != 0 || !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("past it: %d, %v; want ErrNotConnected, and why in ConnectionLost", n, err)
	}
	server.wants(t, "not re-entrant", "made")
	// More is unread than the client stashes, so it sees the reset only when it reads.
	client.t.(core.ReadPauser).ResumeReading()
	r.until("the end", func() bool { return server.lost != nil && client.lost != nil })
	server.wants(t, "aborted", "made", "lost outbox full")
	if nameOf(client.lost) != "lost" {
		t.Errorf("the peer sees %v, want a reset", client.lost)
	}
}

func TestOutboxReturnsItsChunks(t *testing.T) {
	r := newRig(t)
	_, server := r.paused(&player{}, &player{})
	fill(server.t, 1)
	for range 400 {
		server.t.Write(make([]byte, chunkBytes))
	}
	server.t.AbortConnection()
	r.until("the end", func() bool { return server.lost != nil })
	if kept := r.machine.pool.large.kept; kept != chunksKept {
		t.Errorf("%d chunks are kept after a flood, want the limit %d", kept, chunksKept)
	}
}
