//go:build linux

package posix_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// outcome waits for the end of a dial.
func (e *end) outcome() error {
	e.r.Helper()
	e.Want(port.Write)
	defer e.Want(0)
	for {
		e.r.hears("the dial comes to an end", &e.ear, port.Write)
		if err := e.Connected(); err != port.ErrWouldBlock {
			return err
		}
	}
}

func TestDialRefused(t *testing.T) {
	for _, at := range []port.Addr{loopback, loopback6} {
		r := newRig(t)
		l, _ := r.listen(port.ListenConfig{At: at})
		l.Close(false)
		a := r.dial(port.DialConfig{To: l.LocalAddr()})
		r.wantErr("nobody listens", a.outcome(), unix.ECONNREFUSED)
		r.wantErr("asking again gives the same answer", a.Connected(), unix.ECONNREFUSED)
		want(t, "the destination stays known", a.RemoteAddr(), l.LocalAddr())
	}
}

func TestDialIsUnderWayUntilAnswered(t *testing.T) {
	r := newRig(t)
	// A full backlog drops the SYN: the dial then is under way for as long as anybody waits.
	l, _ := r.listen(port.ListenConfig{At: loopback, Backlog: 1})
	var last *end
	for range 8 {
		last = r.dial(port.DialConfig{To: l.LocalAddr()})
	}
	last.Want(port.Write)
	r.turn(0)
	r.wantErr("the last is under way", last.Connected(), port.ErrWouldBlock)
	last.Close(false)
	r.hearsNothing("giving up is Close")
}

func TestDialWhatFailsAtOnce(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	r.must("a file", os.WriteFile(dir+"/file", nil, 0o600))
	for _, c := range []struct {
		why  string
		c    port.DialConfig
		op   string
		want error
	}{
		{"there is no such file", port.DialConfig{To: port.Addr{Path: dir + "/none"}}, "connect", unix.ENOENT},
		{"a file is no socket", port.DialConfig{To: port.Addr{Path: dir + "/file"}}, "connect", unix.ECONNREFUSED},
		{"nobody has the abstract name", port.DialConfig{To: port.Addr{Path: "@" + dir}}, "connect", unix.ECONNREFUSED},
		{"a path can be too long", port.DialConfig{To: port.Addr{Path: strings.Repeat("x", 108)}}, "connect", unix.ENAMETOOLONG},
		{"nowhere", port.DialConfig{}, "connect", unix.EINVAL},
		{"a zone must exist", port.DialConfig{To: addr("[fe80::1%nosuchzone]:1")}, "connect", unix.ENODEV},
		{"a local address must be this host's", port.DialConfig{To: addr("127.0.0.1:1"), Local: addr("192.0.2.1:0")}, "bind", unix.EADDRNOTAVAIL},
		{"and of the same family", port.DialConfig{To: addr("127.0.0.1:1"), Local: loopback6}, "bind", unix.EAFNOSUPPORT},
	} {
		before := openDescriptors(t)
		_, err := r.p.Dial(c.c)
		r.wantErr(c.why, err, c.want)
		want(t, "the error names the step", err.(*port.OpError).Op, c.op)
		want(t, "and nothing leaks", openDescriptors(t), before)
	}
}

func TestDialFromALocalAddress(t *testing.T) {
	r := newRig(t)
	l, heard := r.listen(port.ListenConfig{At: loopback})
	l.Want(port.Read)
	a := r.dial(port.DialConfig{To: l.LocalAddr(), Local: addr("127.0.0.2:0"), NoDelay: true, KeepAlive: true})
	r.must("connecting", a.outcome())
	want(t, "the address is what was asked for", a.LocalAddr().AddrPort.Addr(), netip.MustParseAddr("127.0.0.2"))
	r.hears("the listener has it", heard, port.Read)
	_, from, err := l.Accept()
	r.must("accepting", err)
	want(t, "the peer sees it", from, a.LocalAddr())
	options := a.Stream.(port.StreamOptions)
	on, err := options.NoDelay()
	r.must("asking", err)
	want(t, "TCP_NODELAY was set before connecting", on, true)
	on, err = options.KeepAlive()
	r.must("asking", err)
	want(t, "so was SO_KEEPALIVE", on, true)

	b, err := r.p.Dial(port.DialConfig{To: l.LocalAddr(), Local: a.LocalAddr()})
	if err == nil {
		b.Close(false)
		t.Fatal("the same address twice must be in use")
	}
	r.wantErr("which is said", err, unix.EADDRINUSE)
}

func TestDialFromAPath(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	l, _ := r.listen(port.ListenConfig{At: port.Addr{Path: dir + "/s"}, Mode: 0o600})
	r.dial(port.DialConfig{To: l.LocalAddr(), Local: port.Addr{Path: dir + "/c"}})
	_, from, err := l.Accept()
	r.must("accepting", err)
	want(t, "the peer sees the path", from, port.Addr{Path: dir + "/c"})
}

func TestDialAMappedAddressIsIPv4(t *testing.T) {
	r := newRig(t)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	to := addr("[::ffff:127.0.0.1]:1")
	to.AddrPort = netip.AddrPortFrom(to.AddrPort.Addr(), l.LocalAddr().AddrPort.Port())
	a := r.dial(port.DialConfig{To: to})
	r.must("connecting", a.outcome())
	want(t, "the peer is IPv4", a.RemoteAddr(), l.LocalAddr())
}

func TestDialTheUnspecifiedAddress(t *testing.T) {
	r := newRig(t)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	to := port.Addr{AddrPort: netip.AddrPortFrom(netip.IPv4Unspecified(), l.LocalAddr().AddrPort.Port())}
	a := r.dial(port.DialConfig{To: to})
	r.must("connecting", a.outcome())
	want(t, "the peer's real address is known once connected", a.RemoteAddr(), l.LocalAddr())
}

func TestDialItself(t *testing.T) {
	r := newRig(t)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	self := l.LocalAddr()
	l.Close(false)
	// Bound on purpose, a socket that connects to itself is what was asked for.
	a := r.dial(port.DialConfig{To: self, Local: self})
	r.must("connecting to oneself on purpose", a.outcome())
	want(t, "both ends are one", a.LocalAddr(), a.RemoteAddr())

	// By the system's choice of port it is nobody listening.
	a.Close(true)
	b := r.dial(port.DialConfig{To: self, Local: self})
	posix.SetUnbound(b.Stream)
	r.wantErr("by chance it is a refusal", b.outcome(), unix.ECONNREFUSED)
}

func addr(s string) port.Addr { return port.Addr{AddrPort: netip.MustParseAddrPort(s)} }
