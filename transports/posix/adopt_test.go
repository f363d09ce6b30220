//go:build linux

package posix_test

import (
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// opened is the descriptor of something that package net opened.
func opened(t *testing.T, f *os.File, err error) *os.File {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestAdoptListener(t *testing.T) {
	r := newRig(t)
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	r.must("listening", err)
	defer tcp.Close()
	f, err := tcp.(*net.TCPListener).File()
	f = opened(t, f, err)
	l, isUNIX, err := r.p.AdoptListener(int(f.Fd()), port.ListenConfig{})
	r.must("adopting", err)
	want(t, "it is TCP", isUNIX, false)
	want(t, "where it listened", l.LocalAddr().AddrPort.String(), tcp.Addr().String())
	ready := &ear{}
	l.Attach(ready)
	a, b := r.connect(l.(*posix.Listener), ready)
	a.sends("x")
	b.wantText("it serves", "x")
	l.Close(false)
	r.hearsNothing("closed, its registration is gone with it though the file is open elsewhere")
	conn, err := net.Dial("tcp", tcp.Addr().String())
	r.must("the socket of the caller still listens", err)
	conn.Close()
	r.hearsNothing("and nobody here is told")
}

func TestAdoptStream(t *testing.T) {
	r := newRig(t)
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	r.must("opening a pair", err)
	defer unix.Close(fds[1])
	s, isUNIX, err := r.p.AdoptStream(fds[0])
	r.must("adopting", err)
	unix.Close(fds[0])
	want(t, "it is UNIX", isUNIX, true)
	_, passes := s.(port.DescriptorPasser)
	want(t, "and can pass descriptors", passes, true)
	e := r.end(s)
	_, err = s.Recv()
	r.wantErr("it does not block", err, port.ErrWouldBlock)
	unix.Write(fds[1], []byte("x"))
	e.wantText("it receives", "x")
	e.Close(false)
	n, err := unix.Read(fds[1], make([]byte, 1))
	r.must("reading", err)
	want(t, "closing the last duplicate ends the stream", n, 0)
}

func TestAdoptDatagram(t *testing.T) {
	r := newRig(t)
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	r.must("listening", err)
	defer udp.Close()
	f, err := udp.(*net.UDPConn).File()
	f = opened(t, f, err)
	d, isUNIX, err := r.p.AdoptDatagram(int(f.Fd()), port.DatagramConfig{MaxPacket: 2})
	r.must("adopting", err)
	want(t, "it is UDP", isUNIX, false)
	a, b := r.attached(d), r.postbox(port.DatagramConfig{At: loopback})
	b.sends("abc", a)
	a.wantText("it receives, cut at MaxPacket", "ab", b)
	a.sends("back", b)
	b.wantText("it sends", "back", a)
}

func TestAdoptRefuses(t *testing.T) {
	r := newRig(t)
	file := opened(t, os.NewFile(uintptr(must(unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0))), "null"), nil)
	sock := func(family, kind int) int {
		fd := must(unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0))
		t.Cleanup(func() { unix.Close(fd) })
		return fd
	}
	stream, dgram, seq := sock(unix.AF_INET, unix.SOCK_STREAM), sock(unix.AF_INET6, unix.SOCK_DGRAM), sock(unix.AF_UNIX, unix.SOCK_SEQPACKET)
	netlink := sock(unix.AF_NETLINK, unix.SOCK_DGRAM)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	before := openDescriptors(t)

	listener := func(fd int) error { _, _, err := r.p.AdoptListener(fd, port.ListenConfig{}); return err }
	conn := func(fd int) error { _, _, err := r.p.AdoptStream(fd); return err }
	datagram := func(fd int) error { _, _, err := r.p.AdoptDatagram(fd, port.DatagramConfig{}); return err }
	for _, c := range []struct {
		adopt func(int) error
		fd    int
		errno error
		says  string
	}{
		{listener, -1, unix.EBADF, "SO_TYPE"},
		{conn, int(file.Fd()), unix.ENOTSOCK, "SO_TYPE"},
		{listener, stream, unix.EPROTOTYPE, "a IPv4 stream socket is not a listening stream socket"},
		{conn, int(l.Fd()), unix.EPROTOTYPE, "a listening IPv4 stream socket is not a connected stream socket"},
		{conn, stream, unix.ENOTCONN, "getpeername"},
		{conn, dgram, unix.EPROTOTYPE, "IPv6 datagram"},
		{datagram, stream, unix.EPROTOTYPE, "is not a datagram socket"},
		{conn, seq, unix.EPROTOTYPE, "UNIX sequenced-packet"},
		{datagram, netlink, unix.EAFNOSUPPORT, "family 16"},
	} {
		err := c.adopt(c.fd)
		r.wantErr(c.says, err, c.errno)
		if !strings.Contains(err.Error(), c.says) {
			t.Fatalf("%q does not say %q", err, c.says)
		}
	}
	want(t, "nothing stayed open", openDescriptors(t), before)
}

func must(fd int, err error) int {
	if err != nil {
		panic(err)
	}
	return fd
}
