//go:build linux

package stream

import (
	"errors"
	"strings"
	"testing"

	"ravel/core"
)

func TestWritesAfterLoseConnectionStillLeave(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	server.onMade = func() {
		server.t.Write([]byte("a"))
		server.t.LoseConnection()
		server.t.LoseConnection()
		if n, err := server.t.Write([]byte("b")); n != 1 || err != nil {
			t.Errorf("TCP-03: Write after LoseConnection is %d, %v; want it accepted", n, err)
		}
		if !server.t.Closing() {
			t.Error("Closing is true from LoseConnection on")
		}
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(client, server)
	client.wants(t, "TCP-03", "made", "data", "lost done")
	if got := client.got.String(); got != "ab" {
		t.Errorf("TCP-03: the client got %q, want ab", got)
	}
	server.wants(t, "once for all calls", "made", "lost done")
}

func TestLoseConnectionFlushesEverything(t *testing.T) {
	r := newRig(t)
	const size = 4 << 20
	server, client := &player{}, &player{}
	server.onMade = func() {
		server.t.Write(make([]byte, size))
		server.t.LoseConnection()
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(client, server)
	if got := client.got.Len(); got != size {
		t.Errorf("TCP-01: the client got %d bytes, want %d", got, size)
	}
	client.wants(t, "in order", "made", "data", "lost done")
}

func TestAbortConnection(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	server.onMade = func() {
		server.t.Write(make([]byte, 4<<20))
		server.t.AbortConnection()
		server.t.AbortConnection()
		server.t.LoseConnection()
		server.events = append(server.events, "returned")
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(client, server)
	server.wants(t, "TCP-02: not re-entrant, and once", "made", "returned", "lost aborted")
	if nameOf(client.lost) != "lost" || client.got.Len() == 4<<20 {
		t.Errorf("TCP-02: the peer got %d bytes and %v, want a reset that drops what waited", client.got.Len(), client.lost)
	}
	if !errors.Is(server.lost, core.ErrConnectionLost) {
		t.Error("an abort is a loss too")
	}
}

func TestNothingHappensAfterTheLoss(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	server.onLost = func(error) {
		if n, err := server.t.Write([]byte("x")); n != 0 || !errors.Is(err, core.ErrNotConnected) {
			t.Errorf("TCP-04: Write is %d, %v; want 0, ErrNotConnected", n, err)
		}
		server.t.WriteSequence([][]byte{[]byte("x")})
		server.t.LoseConnection()
		server.t.AbortConnection()
		server.t.(core.HalfCloser).LoseWriteConnection()
		server.t.(core.ReadPauser).PauseReading()
		server.t.(core.ReadPauser).ResumeReading()
		server.t.(core.Consumer).UnregisterProducer()
	}
	r.pair(core.ConnConfig{}, client, server)
	client.t.LoseConnection()
	r.bothLost(client, server)
	server.wants(t, "TCP-04", "made", "lost done")
	if r.FailureCount() != 0 {
		t.Errorf("TCP-04: %v", r.Failures())
	}
}

func TestInputAfterLoseConnectionIsDropped(t *testing.T) {
	r := newRig(t)
	server, client := r.pair(core.ConnConfig{}, &player{}, &player{})
	client.t.Write([]byte("first"))
	server.onData = func([]byte) {
		server.t.Write([]byte("last words"))
		server.t.LoseConnection()
		client.t.Write(make([]byte, 100<<10)) // arrives before the socket is closed
	}
	r.bothLost(client, server)
	server.wants(t, "TCP-14", "made", "data", "lost done")
	if server.got.String() != "first" {
		t.Errorf("TCP-14: the server got %d bytes, want what came before LoseConnection", server.got.Len())
	}
	if client.got.String() != "last words" {
		t.Errorf("the client got %q: unread input must not destroy what was written", client.got.String())
	}
}

func TestHalfCloseBothWays(t *testing.T) {
	r := newRig(t)
	server, client := &halfPlayer{}, &halfPlayer{}
	client.onMade = func() {
		client.t.Write([]byte("request"))
		client.t.(core.HalfCloser).LoseWriteConnection()
		if n, err := client.t.Write([]byte("x")); n != 0 || !errors.Is(err, core.ErrWriteClosed) {
			t.Errorf("TCP-08: Write is %d, %v; want 0, ErrWriteClosed", n, err)
		}
	}
	server.onReadLost = func() {
		server.t.Write([]byte("response"))
		server.t.LoseConnection()
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(&client.player, &server.player)
	client.wants(t, "TCP-06", "made", "writeLost", "data", "readLost", "lost done")
	server.wants(t, "TCP-06", "made", "data", "readLost", "lost done")
	if client.got.String() != "response" || server.got.String() != "request" {
		t.Errorf("TCP-06: %q and %q", client.got.String(), server.got.String())
	}
}

func TestBothEndsOfStreamEndOnce(t *testing.T) {
	r := newRig(t)
	server, client := &halfPlayer{}, &halfPlayer{}
	client.onMade = func() { client.t.(core.HalfCloser).LoseWriteConnection() }
	server.onReadLost = func() { server.t.(core.HalfCloser).LoseWriteConnection() }
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(&client.player, &server.player)
	client.wants(t, "its own end first", "made", "writeLost", "readLost", "lost done")
	server.wants(t, "the peer's end first", "made", "readLost", "writeLost", "lost done")
}

func TestUnawareProtocolEndsWithThePeersEnd(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &halfPlayer{}
	client.onMade = func() { client.t.(core.HalfCloser).LoseWriteConnection() }
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(&client.player, server)
	server.wants(t, "TCP-07", "made", "lost done")
}

func TestUnawareProtocolMayEndItsDirection(t *testing.T) {
	r := newRig(t)
	server, client := &halfPlayer{}, &player{}
	client.onMade = func() {
		client.t.Write([]byte("request"))
		client.t.(core.HalfCloser).LoseWriteConnection()
	}
	server.onReadLost = func() {
		server.t.Write([]byte("response"))
		server.t.LoseConnection()
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(client, &server.player)
	client.wants(t, "it goes on reading", "made", "data", "lost done")
}

func TestLoseConnectionInWriteConnectionLost(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &halfPlayer{}
	client.onMade = func() { client.t.(core.HalfCloser).LoseWriteConnection() }
	client.onWriteLost = func() {
		client.events = append(client.events, "lose{")
		client.t.LoseConnection()
		client.events = append(client.events, "}lose")
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(&client.player, server)
	client.wants(t, "TCP-24: never re-entrant", "made", "writeLost", "lose{", "}lose", "lost done")
}

func TestWriteConnectionLostIsNeverInsideTheCall(t *testing.T) {
	r := newRig(t)
	server, client := r.pair(core.ConnConfig{}, &halfPlayer{}, &halfPlayer{})
	client.t.(core.HalfCloser).LoseWriteConnection()
	client.wants(t, "nothing inside the call", "made")
	r.until("the peer's end", func() bool { return strings.Contains(strings.Join(server.events, " "), "readLost") })
	client.wants(t, "later", "made", "writeLost")
}

// Over a UNIX socket the peer can refuse to read and yet write.
func TestPeerThatReadsNoMore(t *testing.T) {
	r := newRig(t)
	client := &halfPlayer{}
	fd, peer := socketPair(t)
	transport, err := r.AdoptConnection(fd, one(client))
	if err != nil {
		t.Fatal(err)
	}
	shutdownRead(t, peer)
	if n, err := transport.Write([]byte("refused")); n != 7 || err != nil {
		t.Errorf("the refusal comes later; Write is %d, %v", n, err)
	}
	r.until("the refusal", func() bool { return len(client.events) == 2 })
	if _, err := transport.Write([]byte("x")); !errors.Is(err, core.ErrWriteClosed) {
		t.Errorf("then Write is %v, want ErrWriteClosed", err)
	}
	write(t, peer, "still talking")
	r.until("the peer's bytes", func() bool { return client.got.String() == "still talking" })
	closeFD(t, peer)
	r.until("the end", func() bool { return client.lost != nil })
	client.wants(t, "bytes were lost, so the end is no orderly one", "made", "writeLost", "data", "readLost", "lost lost")
	r.settle()
}
