package tls_test

import (
	"bytes"
	stdtls "crypto/tls"
	"net"
	"runtime"
	"sync"
	"testing"

	"ravel/core"
	"ravel/transports/tls"
)

func TestWhatIsWrittenInOneTurnIsOneRecord(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connectWith(g.bare(s, c))
	for range 16 {
		c.t.Write([]byte("sixteen bytes..."))
	}
	g.wantThat("until the end of the phase it waits as it was written", c.t.(core.Buffered).Buffered() == 256)
	below := c.t.(interface{ Unwrap() core.Transport }).Unwrap().(core.Buffered)
	g.wantThat("and nothing has been made of it", below.Buffered() == 0)
	pieces := 0
	s.onData = func([]byte) { pieces++ }
	g.settle()
	g.wantThat("it arrives as one", pieces == 1 && len(s.received) == 256)
	c.t.LoseConnection()
	g.settle()
	g.over()
}

// bare is factories of s and c without the monitor, which copies.
func (g *rig) bare(s, c core.Protocol) (server, client core.Factory) {
	once := func(p core.Protocol) core.Factory {
		return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })
	}
	return tls.Server(g.r, g.server, once(s)), tls.Client(g.r, g.client, once(c))
}

// A counter is an end that keeps nothing.
type counter struct {
	core.Base
	echo bool
	n    int
}

func (c *counter) DataReceived(p []byte) {
	c.n += len(p)
	if c.echo {
		c.Transport.Write(p)
	}
}

func TestARoundTripAllocatesNothing(t *testing.T) {
	g := newRig(t)
	s, c := &counter{echo: true}, &counter{}
	g.connectWith(g.bare(s, c))
	p := make([]byte, 1024)
	round := func() {
		c.n = 0
		c.Transport.Write(p)
		for c.n < len(p) {
			g.r.Turn()
		}
	}
	round() // buffers are made once
	const rounds = 500
	own := testing.AllocsPerRun(rounds, bareRound(t, g.server, g.client, p))
	n := testing.AllocsPerRun(rounds, round)
	t.Logf("%v allocations, %v of them crypto/tls's own", n, own)
	if forgets() {
		own++ // as its pools do, by chance
	}
	if n > own {
		t.Errorf("a round trip of 1 KiB makes %v allocations, want the %v of crypto/tls and none of ours", n, own)
	}
	c.Transport.LoseConnection()
	g.settle()
	g.over()
}

// forgets reports whether pools forget on purpose, as they do under the race detector.
func forgets() bool {
	var p sync.Pool
	for range 100 {
		p.Put(&p)
		if p.Get() == nil {
			return true
		}
	}
	return false
}

// A memory is a net.Conn that is a pipe until its handshake is done, and memory from then on.
type memory struct {
	net.Conn
	in, out *bytes.Buffer
	done    bool
}

func (m *memory) Read(p []byte) (int, error) {
	if m.done {
		return m.in.Read(p)
	}
	return m.Conn.Read(p)
}

func (m *memory) Write(p []byte) (int, error) {
	if m.done {
		return m.out.Write(p)
	}
	return m.Conn.Write(p)
}

// bareRound is a round trip of p between two tls.Conns over nothing but memory.
func bareRound(t *testing.T, server, client *stdtls.Config, p []byte) func() {
	t.Helper()
	to, from := &bytes.Buffer{}, &bytes.Buffer{}
	a, b := net.Pipe()
	sm, cm := &memory{Conn: a, in: to, out: from}, &memory{Conn: b, in: from, out: to}
	s, c := stdtls.Server(sm, server), stdtls.Client(cm, client)
	shaken := make(chan error)
	go func() {
		_, err := s.Write([]byte("x")) // behind the handshake, and the tickets after it
		shaken <- err
	}()
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := <-shaken; err != nil {
		t.Fatal(err)
	}
	sm.done, cm.done = true, true
	buf := make([]byte, len(p))
	move := func(from, to *stdtls.Conn, p []byte) {
		_, err := from.Write(p)
		if n, failed := to.Read(buf); n != len(p) || err != nil || failed != nil {
			t.Fatalf("%d bytes went over, %v, %v", n, err, failed)
		}
	}
	return func() {
		move(c, s, p)
		move(s, c, buf)
	}
}

func BenchmarkRoundTripOf1KiB(b *testing.B) {
	g := newRig(nil)
	s, c := &counter{echo: true}, &counter{}
	server, client := g.bare(s, c)
	l, err := g.r.ListenTCP("127.0.0.1:0", server)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := g.r.ConnectTCP(l.Addr().String(), client); err != nil {
		b.Fatal(err)
	}
	for range 50 {
		g.r.Turn()
	}
	p := make([]byte, 1024)
	b.ReportAllocs()
	for b.Loop() {
		c.n = 0
		c.Transport.Write(p)
		for c.n < len(p) {
			g.r.Turn()
		}
	}
}

func TestWhatWaitsInManyConnectionsIsSmall(t *testing.T) {
	const connections, most = 100, 5 << 10
	g := newRig(t)
	var servers []*counter
	l, err := g.r.ListenTCP("127.0.0.1:0", tls.Server(g.r, g.server, core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		c := &counter{}
		servers = append(servers, c)
		return c, nil
	})))
	if err != nil {
		t.Fatal(err)
	}
	dial := func(client core.Factory) {
		t.Helper()
		for range connections {
			if _, err := g.r.ConnectTCP(l.Addr().String(), client); err != nil {
				t.Fatal(err)
			}
		}
		g.settle()
	}
	tellAll := func(why string, servers []*counter) {
		t.Helper()
		g.wantThat("there are as many as dialled", len(servers) == connections)
		before := heap()
		for _, s := range servers {
			s.Transport.Write([]byte("a word for all"))
		}
		if each := (heap() - before) / connections; each > most {
			t.Errorf("%s: %d bytes are held for each of %d connections that wait with a word, want at most %d", why, each, connections, most)
		}
	}
	silent := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &counter{}, nil })
	dial(silent)
	tellAll("handshakes that do not go on", servers)
	servers = nil
	dial(tls.Client(g.r, g.client, silent))
	tellAll("until the end of the phase", servers)
	runtime.KeepAlive(g)
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
