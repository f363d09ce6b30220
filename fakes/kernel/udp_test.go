package kernel_test

import (
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func (r *rig) udp(h *kernel.Host, s string) port.Datagram {
	r.Helper()
	d, err := h.Datagram(port.DatagramConfig{At: at(s), MaxPacket: 100})
	if err != nil {
		r.Fatal(err)
	}
	return d
}

func (r *rig) wantSendTo(d port.Datagram, text string, to port.Addr, want error, why string) {
	r.Helper()
	r.wantErr(d.SendTo([]byte(text), to), want, why)
	r.settle()
}

// wantFrom expects a datagram from somebody, or an error.
func (r *rig) wantFrom(d port.Datagram, want any, from port.Addr, why string) {
	r.Helper()
	got, addr, err := d.RecvFrom()
	if text, ok := want.(string); ok {
		if string(got) != text || addr != from || err != nil {
			r.Errorf("received %q from %v, %v; want %q from %v: %s", got, addr, err, text, from, why)
		}
		return
	}
	r.wantErr(err, want.(error), why)
}

var nobody port.Addr

func TestUDP(t *testing.T) {
	r := newRig(t)
	a, b := r.udp(r.a, "10.0.0.1:0"), r.udp(r.b, "0.0.0.0:53")
	m := watch(b, everything)
	r.wantReady(r.b, m, port.Write, "")
	r.wantSendTo(a, "one", at("10.0.0.2:53"), nil, "")
	r.wantSendTo(a, "", at("10.0.0.2:53"), nil, "an empty datagram is one")
	r.wantReady(r.b, m, port.Read|port.Write, "")
	r.wantFrom(b, "one", a.LocalAddr(), "")
	r.wantFrom(b, "", a.LocalAddr(), "")
	r.wantFrom(b, wouldBlock, nobody, "")
	r.wantSendTo(b, "back", a.LocalAddr(), nil, "")
	r.wantFrom(a, "back", at("10.0.0.2:53"), "a wildcard socket answers from the host's address")
}

func TestUDPCutsAtMaxPacket(t *testing.T) {
	r := newRig(t)
	a := r.udp(r.a, "10.0.0.1:0")
	b := must(r.b.Datagram(port.DatagramConfig{At: at("10.0.0.2:53"), MaxPacket: 4}))
	r.wantSendTo(a, "abcdef", b.LocalAddr(), nil, "")
	r.wantSendTo(a, "gh", b.LocalAddr(), nil, "")
	r.wantFrom(b, "abcd", a.LocalAddr(), "cut")
	r.wantFrom(b, "gh", a.LocalAddr(), "what was cut off is lost")
}

func TestUDPErrorsWhenSending(t *testing.T) {
	r := newRig(t)
	a, a6 := r.udp(r.a, "10.0.0.1:0"), r.udp(r.a, "[::]:0")
	to := at("10.0.0.2:9")
	r.wantSendTo(a, "x", nobody, syscall.EDESTADDRREQ, "it is not connected")
	r.wantSendTo(a, "x", at("10.0.0.2:0"), syscall.EINVAL, "port 0 is nobody's")
	r.wantSendTo(a, "x", at("[fd00::2]:9"), syscall.EAFNOSUPPORT, "families differ")
	r.wantErr(a.SendTo(make([]byte, 65508), to), syscall.EMSGSIZE, "65507 is the most")
	r.wantErr(a.SendTo(make([]byte, 65507), to), nil, "")
	r.wantErr(a6.SendTo(make([]byte, 65528), at("[fd00::2]:9")), syscall.EMSGSIZE, "65527 is the most")
	r.wantSendTo(a, "x", at("255.255.255.255:9"), syscall.EACCES, "broadcast was not allowed")
	_, err := r.a.Datagram(port.DatagramConfig{At: a.LocalAddr()})
	r.wantErr(err, syscall.EADDRINUSE, "")
	a.Close(false)
	r.wantSendTo(a, "x", to, port.ErrClosed, "")
	r.wantFrom(a, port.ErrClosed, nobody, "")
}

func TestUDPConnected(t *testing.T) {
	r := newRig(t)
	a, b, other := r.udp(r.a, "0.0.0.0:0"), r.udp(r.b, "10.0.0.2:53"), r.udp(r.b, "10.0.0.2:54")
	r.wantErr(a.Connect(b.LocalAddr()), nil, "")
	if got := a.LocalAddr(); got != at("10.0.0.1:32768") {
		t.Errorf("bound to %v, want the address that leads to the peer", got)
	}
	r.wantSendTo(a, "hi", nobody, nil, "to the peer")
	r.wantFrom(b, "hi", a.LocalAddr(), "")
	r.wantSendTo(other, "psst", a.LocalAddr(), nil, "")
	r.wantFrom(a, wouldBlock, nobody, "others are not heard")
	r.wantSendTo(b, "yes?", a.LocalAddr(), nil, "")
	r.wantFrom(a, "yes?", b.LocalAddr(), "")
}

func TestUDPRefused(t *testing.T) {
	r := newRig(t)
	a := r.udp(r.a, "10.0.0.1:0")
	r.wantErr(a.Connect(at("10.0.0.2:53")), nil, "")
	m := watch(a, everything)
	r.wantSendTo(a, "x", nobody, nil, "it is refused later")
	r.wantReady(r.a, m, everything, "an error is ready for everything")
	r.wantFrom(a, syscall.ECONNREFUSED, nobody, "once")
	r.wantFrom(a, wouldBlock, nobody, "the socket still works")
	r.wantSendTo(a, "x", nobody, nil, "")
	r.wantSendTo(a, "x", nobody, syscall.ECONNREFUSED, "sending reports it too")
	r.wantFrom(a, wouldBlock, nobody, "once again")
	b := r.udp(r.a, "10.0.0.1:0")
	r.wantSendTo(b, "x", at("10.0.0.2:53"), nil, "")
	r.wantFrom(b, wouldBlock, nobody, "who is not connected is not told")
}

func TestUDPQueueIsBounded(t *testing.T) {
	r := newRigWith(t, kernel.Config{}, kernel.Config{DatagramBuffer: 1000})
	a, b := r.udp(r.a, "10.0.0.1:0"), r.udp(r.b, "10.0.0.2:53")
	for range 20 {
		r.wantErr(a.SendTo(make([]byte, 36), b.LocalAddr()), nil, "")
	}
	r.settle()
	n := 0
	for ; ; n++ {
		if _, _, err := b.RecvFrom(); err != nil {
			break
		}
	}
	if n != 10 {
		t.Errorf("%d datagrams waited, want 10 of 36 bytes and 64 for each", n)
	}
}

func TestUDPBurst(t *testing.T) {
	r := newRigWith(t, kernel.Config{DatagramBurst: 2}, kernel.Config{})
	a, b := r.udp(r.a, "10.0.0.1:0"), r.udp(r.b, "10.0.0.2:53")
	m := watch(a, port.Write)
	for range 2 {
		r.wantErr(a.SendTo([]byte("x"), b.LocalAddr()), nil, "")
	}
	r.wantErr(a.SendTo([]byte("x"), b.LocalAddr()), wouldBlock, "the host's queue is full")
	r.settle()
	r.wantReady(r.a, m, port.Write, "it has left")
	r.wantErr(a.SendTo([]byte("x"), b.LocalAddr()), nil, "")
}

func TestUDPTheBestFitHears(t *testing.T) {
	r := newRig(t)
	a := r.udp(r.a, "10.0.0.1:0")
	open := func(s string) port.Datagram {
		return must(r.b.Datagram(port.DatagramConfig{At: at(s), ReuseAddr: true, MaxPacket: 100}))
	}
	to := at("10.0.0.2:53")
	wild := open("0.0.0.0:53")
	r.wantSendTo(a, "1", to, nil, "")
	r.wantFrom(wild, "1", a.LocalAddr(), "")
	exact := open("10.0.0.2:53")
	r.wantSendTo(a, "2", to, nil, "")
	r.wantFrom(exact, "2", a.LocalAddr(), "its address is more than a wildcard")
	connected := open("10.0.0.2:53")
	r.wantErr(connected.Connect(a.LocalAddr()), nil, "")
	later := open("10.0.0.2:53")
	r.wantSendTo(a, "3", to, nil, "")
	r.wantFrom(connected, "3", a.LocalAddr(), "its peer is more than its address")
	connected.Close(false)
	r.wantSendTo(a, "4", to, nil, "")
	r.wantFrom(later, "4", a.LocalAddr(), "of equals the last")
}
