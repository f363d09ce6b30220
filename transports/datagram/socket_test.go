//go:build linux

package datagram_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"ravel/core"
)

func TestLifeOfAPort(t *testing.T) {
	r := newRig(t)
	s, c := r.udp("S"), r.udp("C")
	s.received = func(p []byte, from core.Addr) {
		want(t, "the sender", from, c.addr())
		s.Transport.WriteTo(append([]byte("re "), p...), from)
	}
	c.sends("hi", s.addr())
	c.sends("", s.addr())
	r.turn()
	r.turn()
	r.wantLog("UDP-01: datagrams arrive, empty ones too", `S "hi"`, `S ""`, `C "re hi"`, `C "re "`)

	s.calls(func() {
		s.Transport.StopListening(func() { r.note("done 1") })
		s.Transport.StopListening(func() { r.note("done 2") })
		s.Transport.StopListening(nil)
	})
	r.wantLog("nothing is called inside StopListening")
	c.sends("late", s.addr())
	r.turn()
	r.wantLog("StopProtocol, then those who wait", "S stop", "done 1", "done 2")
	s.Transport.StopListening(nil)
	s.Transport.StopListening(func() { r.note("done 3") })
	r.wantLog("nothing is called inside")
	r.turn()
	r.turn()
	r.wantLog("a done that comes late is called too", "done 3")

	r.wantErr("a closed port sends nothing", s.Transport.WriteTo(nil, c.addr()), core.ErrNotConnected)
	_, err := s.Transport.Write(nil)
	r.wantErr("nor to a peer", err, core.ErrNotConnected)
	r.wantErr("nor connects", s.Transport.Connect(c.addr()), core.ErrNotConnected)
	want(t, "its address stays known", s.addr().AddrPort.Port() != 0, true)
}

func TestStopFromInside(t *testing.T) {
	r := newRig(t)
	s, c := r.udp("S"), r.udp("C")
	s.received = func([]byte, core.Addr) { s.Transport.StopListening(func() { r.note("done") }) }
	c.sends("1", s.addr())
	c.sends("2", s.addr())
	r.turn()
	r.wantLog("no datagram comes after StopListening", `S "1"`, "S stop", "done")

	d := &diarist{r: r, name: "D", start: func(t core.DatagramTransport) { t.StopListening(nil) }}
	_, err := r.ListenUDP("127.0.0.1:0", d)
	r.must("listening", err)
	r.turn()
	r.wantLog("a protocol may stop as soon as it starts", "D start", "D stop")
}

func TestPanics(t *testing.T) {
	r := newRig(t)
	s, c := r.udp("S"), r.udp("C")
	boom := errors.New("boom")
	s.received = func(p []byte, _ core.Addr) {
		if string(p) == "bad" {
			s.busy = false
			panic(boom)
		}
	}
	for _, text := range []string{"bad", "good"} {
		c.sends(text, s.addr())
	}
	r.turn()
	r.wantLog("UDP-03: the port lives on, in the same turn", `S "bad"`, `S "good"`)
	r.wantFailure("the panic is logged", boom)

	s.Transport.StopListening(func() { panic(boom) })
	s.Transport.StopListening(func() { r.note("done") })
	r.turn()
	r.wantLog("a done that panics keeps nobody from the others", "S stop", "done")
	r.wantFailure("and is logged", boom)

	d := &diarist{r: r, name: "D", start: func(core.DatagramTransport) { panic(boom) }}
	_, err := r.ListenUDP("127.0.0.1:0", d)
	r.wantErr("a start that panics is a port that could not be opened", err, core.ErrCannotListen)
	r.wantErr("for that reason", err, boom)
	r.wantFailure("and is logged", boom)
	r.turn()
	r.wantLog("what never started is not stopped", "D start")
	c.Transport.StopListening(nil)
	r.must("its address is free again", func() error {
		_, err := r.ListenUDP(d.addr().String(), &diarist{r: r, name: "E"})
		return err
	}())
}

func TestConnect(t *testing.T) {
	r := newRig(t)
	s, c, other := r.udp("S"), r.udp("C"), r.udp("O")
	_, err := c.Transport.Write([]byte("x"))
	r.wantErr("there is no peer yet", err, core.ErrNotConnected)
	want(t, "nor an address of it", c.Transport.RemoteAddr(), nil)
	r.wantErr("another family", c.Transport.Connect(core.UDPAddr(netip.MustParseAddrPort("[::1]:9"))), core.ErrInvalidAddress)
	other.sends("before", c.addr())
	s.sends("of the peer", c.addr())
	r.must("connecting", c.Transport.Connect(s.addr()))
	r.wantErr("once", c.Transport.Connect(s.addr()), core.ErrAlreadyConnected)
	want(t, "the peer is known", c.Transport.RemoteAddr(), any(s.addr()).(interface {
		Network() string
		String() string
	}))
	other.sends("after", c.addr())
	r.turn()
	r.wantLog("only the peer is heard, also of what came before", `C "of the peer"`)

	n, err := c.Transport.Write([]byte("hello"))
	r.must("writing", err)
	want(t, "all of it", n, 5)
	r.must("to the peer's address", c.Transport.WriteTo([]byte("again"), s.addr()))
	r.wantErr("to another", c.Transport.WriteTo(nil, other.addr()), core.ErrInvalidAddress)
	r.turn()
	r.wantLog("it arrives", `S "hello"`, `S "again"`)
}

func TestConnectTellsTheLocalAddress(t *testing.T) {
	r := newRig(t)
	s := r.udp("S")
	d := &diarist{r: r, name: "D", quiet: true}
	_, err := r.ListenUDP(":0", d)
	r.must("listening", err)
	want(t, "any address at first", d.addr().AddrPort.Addr(), netip.IPv4Unspecified())
	r.must("connecting", d.Transport.Connect(s.addr()))
	want(t, "the one that leads to the peer", d.addr().AddrPort.Addr(), s.addr().AddrPort.Addr())
}

func TestShutdownStopsEverythingInOrder(t *testing.T) {
	r := newRig(t)
	r.udp("A")
	b := r.udp("B")
	r.udp("C")
	r.unix("", "U")
	b.Transport.StopListening(nil)
	r.turn()
	r.wantLog("one is stopped before", "B stop")
	r.CallWhenRunning(func() { r.Stop() })
	r.must("running", r.Loop.Run(context.Background()))
	r.wantLog("the others are stopped by the shutdown", "A stop", "C stop", "U stop")
}
