//go:build linux

package datagram_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"ravel/core"
	"ravel/core/loop"
	"ravel/core/port"
	"ravel/transports/datagram"
	"ravel/transports/epoll"
	"ravel/transports/posix"
)

type (
	unixDatagrams   = datagram.UNIX
	datagramAdopter = datagram.Adopter
)

// A rig is the machine on real sockets, turned by hand. Loopback delivers inside the call that sends,
// so a turn that does not wait sees everything that was sent before it.
type rig struct {
	*testing.T
	*loop.Loop
	*datagram.UDP
	*unixDatagrams
	*datagramAdopter
	valve *valve
	// log is what protocols were told and what the spec noted, in order.
	log []string
	// failures are expected to be taken by wantFailure.
	failures []error
}

func newRig(t *testing.T) *rig {
	t.Helper()
	p, err := epoll.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{T: t, valve: &valve{Port: p}}
	r.Loop = loop.New(r.valve, loop.Config{
		Logger:    slog.New(slog.DiscardHandler),
		OnFailure: func(err error) { r.failures = append(r.failures, err) },
	})
	r.UDP, r.unixDatagrams, r.datagramAdopter = datagram.NewUDP(r.Loop), datagram.NewUNIX(r.Loop), datagram.NewAdopter(r.Loop)
	t.Cleanup(func() {
		r.Loop.Close()
		if len(r.failures) > 0 {
			t.Errorf("failures that the spec did not expect: %v", r.failures)
		}
	})
	return r
}

// A valve is a real port that fails to send when told to, as a system short of memory does.
type valve struct {
	*posix.Port
	// shut is what every send meets while it is not nil.
	shut error
	// next is what the next sends meet, one each.
	next []error
	// calls are the sizes of what was sent in one call each.
	calls []int
}

func (v *valve) fault() error {
	if v.shut != nil {
		return v.shut
	}
	if len(v.next) > 0 {
		err := v.next[0]
		v.next = v.next[1:]
		return err
	}
	return nil
}

func (v *valve) Datagram(c port.DatagramConfig) (port.Datagram, error) {
	d, err := v.Port.Datagram(c)
	if err != nil {
		return nil, err
	}
	g := gate{d, v}
	if c.UNIX {
		return g, nil
	}
	return &udpGate{g, d.(port.Broadcaster), d.(port.Grouped), d.(port.BatchSender)}, nil
}

type gate struct {
	port.Datagram
	v *valve
}

func (g gate) SendTo(p []byte, to port.Addr) error {
	if err := g.v.fault(); err != nil {
		return err
	}
	g.v.calls = append(g.v.calls, 1)
	return g.Datagram.SendTo(p, to)
}

type udpGate struct {
	gate
	port.Broadcaster
	port.Grouped
	batch port.BatchSender
}

func (g *udpGate) SendBatch(ps [][]byte, tos []port.Addr) (int, error) {
	if err := g.v.fault(); err != nil {
		return 0, err
	}
	n, err := g.batch.SendBatch(ps, tos)
	g.v.calls = append(g.v.calls, n)
	return n, err
}

func (r *rig) turn() {
	r.Helper()
	r.must("a turn", r.Iterate(0))
}

// turns makes turns until the log has n entries; each waits for something to happen.
func (r *rig) turns(n int) {
	r.Helper()
	for len(r.log) < n {
		r.must("a turn", r.Iterate(-1))
	}
}

func (r *rig) note(format string, args ...any) { r.log = append(r.log, fmt.Sprintf(format, args...)) }

// wantLog wants exactly these entries since the last wantLog.
func (r *rig) wantLog(why string, entries ...string) {
	r.Helper()
	if !slices.Equal(r.log, entries) {
		r.Fatalf("%s:\n got %q\nwant %q", why, r.log, entries)
	}
	r.log = nil
}

func (r *rig) must(why string, err error) {
	r.Helper()
	if err != nil {
		r.Fatalf("%s: %v", why, err)
	}
}

func (r *rig) wantErr(why string, got, want error) {
	r.Helper()
	if !errors.Is(got, want) {
		r.Fatalf("%s: got %v, want %v", why, got, want)
	}
}

// wantFailure wants the one failure that was logged to be err.
func (r *rig) wantFailure(why string, err error) {
	r.Helper()
	if len(r.failures) != 1 || !errors.Is(r.failures[0], err) {
		r.Fatalf("%s: failures %v, want one: %v", why, r.failures, err)
	}
	r.failures = nil
}

func want[V comparable](t testing.TB, why string, got, want V) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", why, got, want)
	}
}

// A diarist is a protocol that notes what it is told. Its fields say what else it does.
type diarist struct {
	core.DatagramBase
	r        *rig
	name     string
	start    func(t core.DatagramTransport)
	received func(p []byte, from core.Addr)
	// quiet leaves datagrams out of the log.
	quiet bool
	// busy is true inside a callback: nothing may be called from inside another.
	busy bool
}

func (d *diarist) enter() func() {
	d.r.Helper()
	if d.busy {
		d.r.Errorf("%s is called from inside another call of it", d.name)
	}
	d.busy = true
	return func() { d.busy = false }
}

func (d *diarist) StartProtocol(t core.DatagramTransport) {
	defer d.enter()()
	d.Transport = t
	d.r.note("%s start", d.name)
	if d.start != nil {
		d.start(t)
	}
}

func (d *diarist) DatagramReceived(p []byte, from core.Addr) {
	defer d.enter()()
	if !d.quiet {
		d.r.note("%s %q", d.name, p)
	}
	if d.received != nil {
		d.received(p, from)
	}
}

func (d *diarist) ConnectionRefused() {
	defer d.enter()()
	d.r.note("%s refused", d.name)
}

func (d *diarist) StopProtocol() {
	defer d.enter()()
	d.r.note("%s stop", d.name)
}

// addr is where the diarist's port is.
func (d *diarist) addr() core.Addr { return d.Transport.LocalAddr().(core.Addr) }

func (d *diarist) sends(text string, to core.Addr) {
	d.r.Helper()
	d.r.must("sending "+text, d.Transport.WriteTo([]byte(text), to))
}

// calls runs f as the act of a callback in progress: nothing may call the protocol meanwhile.
func (d *diarist) calls(f func()) {
	defer d.enter()()
	f()
}

// udp opens a port on loopback whose protocol has begun; the log is empty afterwards.
func (r *rig) udp(name string, c ...core.DatagramConfig) *diarist {
	r.Helper()
	d := &diarist{r: r, name: name}
	_, err := r.ListenUDP("127.0.0.1:0", d, c...)
	r.must("listening", err)
	r.wantLog("it starts before ListenUDP returns", name+" start")
	return d
}

func (r *rig) unix(path, name string, c ...core.DatagramConfig) *diarist {
	r.Helper()
	d := &diarist{r: r, name: name}
	_, err := r.ListenUNIXDatagram(path, d, c...)
	r.must("listening", err)
	r.wantLog("it starts before ListenUNIXDatagram returns", name+" start")
	return d
}
