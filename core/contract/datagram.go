package contract

import (
	"bytes"
	"errors"
	"net"

	"ravel/core"
	"ravel/core/wrap"
)

// WatchDatagram is p with a monitor around it and around the DatagramTransport that it will be handed. It
// serves one port. report is as for Watch.
//
// The result is a core.RefusalHandler if p is, and has Unwrap() core.DatagramProtocol.
func WatchDatagram(p core.DatagramProtocol, report func(Violation)) core.DatagramProtocol {
	return wrap.DatagramProtocol(&datagramProtocol{&port{monitor: newMonitor(p, report), p: p, state: Unstarted}}, p)
}

// A port is one watched datagram port.
type port struct {
	monitor
	p         core.DatagramProtocol
	t         core.DatagramTransport // nil before StartProtocol
	state     State
	callbacks int
	calls     int
}

func (w *port) finish() {
	if w.state == Started || w.state == Stopping {
		w.broken("D-029", "the end of the reactor in state %q", w.state)
	}
}

func (w *port) enter(e Event) {
	switch {
	case w.calls > 0:
		w.broken("D-022", "%v inside a call", e)
	case w.callbacks > 0:
		w.broken("D-023", "%v inside a callback", e)
	}
	w.callbacks++
	w.move(e, &w.state)
}

func (w *port) leave()    { w.callbacks-- }
func (w *port) returned() { w.calls-- }

// A datagramProtocol is what the DatagramTransport sees of a port.
type datagramProtocol struct{ *port }

// Unwrap is the DatagramProtocol that is watched.
func (p *datagramProtocol) Unwrap() core.DatagramProtocol { return p.p }

// StartProtocol implements core.DatagramProtocol.
func (p *datagramProtocol) StartProtocol(t core.DatagramTransport) {
	p.enter(StartProtocol)
	defer p.leave()
	if t == nil {
		p.broken("D-021", "nil")
		p.p.StartProtocol(nil)
		return
	}
	p.t = t
	if t.LocalAddr() == nil {
		p.broken("D-021", "a nil LocalAddr")
	}
	p.p.StartProtocol(wrap.DatagramTransport(&datagramTransport{p.port}, t))
}

// DatagramReceived implements core.DatagramProtocol.
func (p *datagramProtocol) DatagramReceived(lent []byte, from core.Addr) {
	p.enter(DatagramReceived)
	defer p.leave()
	again := append(make([]byte, 0, len(lent)), lent...)
	defer spoil(again)
	p.p.DatagramReceived(again, from)
}

// ConnectionRefused implements core.RefusalHandler.
func (p *datagramProtocol) ConnectionRefused() {
	p.enter(ConnectionRefused)
	defer p.leave()
	if p.state == Started && p.t.RemoteAddr() == nil {
		p.broken("D-025", "one on a port without a peer")
	}
	p.p.(core.RefusalHandler).ConnectionRefused()
}

// StopProtocol implements core.DatagramProtocol.
func (p *datagramProtocol) StopProtocol() {
	p.enter(StopProtocol)
	defer p.leave()
	p.p.StopProtocol()
}

// A datagramTransport is what the DatagramProtocol sees of a port.
type datagramTransport struct{ *port }

// Unwrap is the DatagramTransport that is watched.
func (t *datagramTransport) Unwrap() core.DatagramTransport { return t.t }

// WriteTo implements core.DatagramTransport.
func (t *datagramTransport) WriteTo(p []byte, to core.Addr) error {
	t.calls++
	defer t.returned()
	borrowed := append(make([]byte, 0, len(p)), p...)
	defer t.takeBack(borrowed, p)
	return t.t.WriteTo(borrowed, to)
}

// Write implements core.DatagramTransport.
func (t *datagramTransport) Write(p []byte) (int, error) {
	t.calls++
	defer t.returned()
	peer := t.t.RemoteAddr()
	borrowed := append(make([]byte, 0, len(p)), p...)
	defer t.takeBack(borrowed, p)
	n, err := t.t.Write(borrowed)
	if t.state == Started {
		whole, none := n == len(p) && err == nil, n == 0 && err != nil
		if !whole && !none || peer == nil && !errors.Is(err, core.ErrNotConnected) {
			t.broken("D-026", "%d, %v for %d bytes to %v", n, err, len(p), peer)
		}
	}
	return n, err
}

func (t *datagramTransport) takeBack(borrowed, p []byte) {
	if !bytes.Equal(borrowed, p) {
		t.broken("D-028", "another slice than was lent")
	}
	spoil(borrowed)
}

// Connect implements core.DatagramTransport.
func (t *datagramTransport) Connect(to core.Addr) error {
	t.calls++
	defer t.returned()
	before := t.t.RemoteAddr()
	err := t.t.Connect(to)
	if after := t.t.RemoteAddr(); err == nil && (before != nil || after == nil || after.String() != to.String()) {
		t.broken("D-027", "nil for %v, peer %v before and %v after", to, before, after)
	}
	return err
}

// LocalAddr implements core.DatagramTransport.
func (t *datagramTransport) LocalAddr() net.Addr { return t.t.LocalAddr() }

// RemoteAddr implements core.DatagramTransport.
func (t *datagramTransport) RemoteAddr() net.Addr { return t.t.RemoteAddr() }

// StopListening implements core.DatagramTransport.
func (t *datagramTransport) StopListening(done func()) {
	t.calls++
	defer t.returned()
	t.move(StopListening, &t.state)
	if done == nil {
		t.t.StopListening(nil)
		return
	}
	times := 0
	t.t.StopListening(func() {
		if times++; times > 1 {
			t.broken("D-024", "it for the %dth time", times)
		}
		if t.calls > 0 {
			t.broken("D-022", "done inside a call")
		}
		t.move(StopDone, &t.state)
		done()
	})
}
