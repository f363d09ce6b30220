package kernel_test

import (
	"net/netip"
	"syscall"
	"testing"

	"ravel/core/port"
)

func TestRawSockets(t *testing.T) {
	r := newRig(t)
	fd, addr, err := r.a.ListeningSocket()
	r.wantErr(err, nil, "")
	c := must(r.a.Dial(port.DialConfig{To: at(addr)}))
	r.settle()
	r.wantConnected(c, nil, "somebody listens")
	l, _, err := r.a.AdoptListener(fd, port.ListenConfig{})
	r.wantErr(err, nil, "")
	_, _, err = l.Accept()
	r.wantErr(err, nil, "")

	fd, addr, err = r.a.DatagramSocket()
	r.wantErr(err, nil, "")
	d, _, err := r.a.AdoptDatagram(fd, port.DatagramConfig{MaxPacket: 10})
	r.wantErr(err, nil, "")
	if d.LocalAddr() != at(addr) || !netip.MustParseAddrPort(addr).Addr().IsLoopback() {
		t.Error(d.LocalAddr(), addr)
	}

	x, y, err := r.a.ConnectedSockets()
	r.wantErr(err, nil, "")
	must(r.a.WriteDescriptor(x, []byte("hi")))
	r.settle()
	var p [10]byte
	if n := must(r.a.ReadDescriptor(y, p[:])); string(p[:n]) != "hi" {
		t.Errorf("read %q", p[:n])
	}
	r.wantErr(r.a.CloseDescriptor(x), nil, "")
	r.settle()
	n, err := r.a.ReadDescriptor(y, p[:])
	r.wantErr(err, nil, "")
	if n != 0 {
		t.Errorf("read %d bytes at the end", n)
	}
	r.a.LimitDescriptors(3)
	_, _, err = r.a.ConnectedSockets()
	r.wantErr(err, syscall.EMFILE, "")
}
