package tls_test

import (
	"net"
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
	// crypto/tls makes two small ones for each record that it reads, and one more under the race detector,
	// where its pools forget.
	if n := testing.AllocsPerRun(500, round); n > 5 {
		t.Errorf("a round trip of 1 KiB makes %v allocations, want none of ours beside those of crypto/tls", n)
	}
	c.Transport.LoseConnection()
	g.settle()
	g.over()
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
