//go:build linux

package posix_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestListenTellsThePortNumber(t *testing.T) {
	r := newRig(t)
	for _, at := range []port.Addr{loopback, loopback6} {
		l, _ := r.listen(port.ListenConfig{At: at})
		want(t, "the address is what was asked for", l.LocalAddr().AddrPort.Addr(), at.AddrPort.Addr())
		if l.LocalAddr().AddrPort.Port() == 0 {
			t.Fatal("the system chose no port")
		}
		l.Close(false)
		want(t, "and stays known", l.LocalAddr().AddrPort.Port() != 0, true)
	}
}

// numbersMax is among how many port numbers of IPv6 one is looked for that nobody on this host has in IPv4.
const numbersMax = 32

// inBothFamilies opens every address of IPv6 and then of IPv4 under one number, and returns the second.
func inBothFamilies[S port.Sock](r *rig, open func(at port.Addr) (S, error)) (four S, number uint16) {
	r.Helper()
	for range numbersMax {
		six, err := open(addr("[::]:0"))
		r.must("every address of IPv6", err)
		number = six.LocalAddr().AddrPort.Port()
		// six stays open, and so the next one has another number.
		four, err = open(port.Addr{AddrPort: netip.AddrPortFrom(netip.IPv4Unspecified(), number)})
		if err == nil {
			return four, number
		}
		r.wantErr("somebody else may have the number in IPv4", err, unix.EADDRINUSE)
	}
	r.Fatalf("under none of %d numbers is every address of IPv6 no address of IPv4", numbersMax)
	return four, number
}

func TestBothFamiliesShareAPortNumber(t *testing.T) {
	r := newRig(t)
	heard := &ear{}
	four, number := inBothFamilies(r, func(at port.Addr) (port.Listener, error) {
		l, err := r.p.Listen(port.ListenConfig{At: at, Backlog: 1})
		if err == nil {
			t.Cleanup(func() { l.Close(false) })
		}
		return l, err
	})
	four.Attach(heard)
	four.Want(port.Read)
	a := r.dial(port.DialConfig{To: port.Addr{AddrPort: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), number)}})
	r.must("connecting by IPv4", a.outcome())
	r.hears("the IPv4 listener has it", heard, port.Read)
	s, _, err := four.Accept()
	r.must("accepting", err)
	want(t, "on a wildcard the local address is the connection's own", s.LocalAddr(), a.RemoteAddr())
}

func TestListenErrorsNameTheStep(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	r.must("a file", os.WriteFile(dir+"/file", []byte("precious"), 0o600))
	l, _ := r.listen(port.ListenConfig{At: loopback})
	for _, c := range []struct {
		why  string
		at   port.Addr
		op   string
		want error
	}{
		{"the port is in use", l.LocalAddr(), "bind", unix.EADDRINUSE},
		{"the address is another host's", addr("192.0.2.1:0"), "bind", unix.EADDRNOTAVAIL},
		{"the path exists", port.Addr{Path: dir + "/file"}, "bind", unix.EADDRINUSE},
		{"the directory does not", port.Addr{Path: dir + "/no/s"}, "bind", unix.ENOENT},
		{"the path is too long", port.Addr{Path: dir + strings.Repeat("/x", 60)}, "bind", unix.ENAMETOOLONG},
		{"there is no address", port.Addr{}, "bind", unix.EINVAL},
	} {
		before := openDescriptors(t)
		_, err := r.p.Listen(port.ListenConfig{At: c.at, Backlog: 8})
		r.wantErr(c.why, err, c.want)
		want(t, c.why, err.(*port.OpError).Op, c.op)
		want(t, "nothing leaks", openDescriptors(t), before)
	}
	kept, err := os.ReadFile(dir + "/file")
	r.must("the file in the way", err)
	want(t, "is untouched", string(kept), "precious")
}

func TestListenAgainAtOnce(t *testing.T) {
	r := newRig(t)
	l, heard := r.listen(port.ListenConfig{At: loopback})
	_, b := r.connect(l, heard)
	b.Close(false) // the listener's side is the one that lingers
	l.Close(false)
	again, err := r.p.Listen(port.ListenConfig{At: l.LocalAddr(), Backlog: 8})
	r.must("a lingering connection is no obstacle", err)
	again.Close(false)
}

func TestReusePort(t *testing.T) {
	r := newRig(t)
	one, _ := r.listen(port.ListenConfig{At: loopback, ReusePort: true})
	two, _ := r.listen(port.ListenConfig{At: one.LocalAddr(), ReusePort: true})
	want(t, "both have one address", two.LocalAddr(), one.LocalAddr())
	_, err := r.p.Listen(port.ListenConfig{At: one.LocalAddr()})
	r.wantErr("but only with who agrees", err, unix.EADDRINUSE)
}

func TestOptionsAreInherited(t *testing.T) {
	for _, on := range []bool{true, false} {
		r := newRig(t)
		l, heard := r.listen(port.ListenConfig{At: loopback, NoDelay: on, KeepAlive: on})
		_, b := r.connect(l, heard)
		o := b.Stream.(port.StreamOptions)
		got, err := o.NoDelay()
		r.must("asking", err)
		want(t, "TCP_NODELAY of the accepted", got, on)
		got, err = o.KeepAlive()
		r.must("asking", err)
		want(t, "SO_KEEPALIVE of the accepted", got, on)
	}
}

func TestTheSocketFilesMode(t *testing.T) {
	r := newRig(t)
	for _, mode := range []uint32{0o666, 0o600, 0o222, 0o777} {
		path := t.TempDir() + "/s"
		l, _ := r.listen(port.ListenConfig{At: port.Addr{Path: path}, Mode: mode})
		info, err := os.Stat(path)
		r.must("the file is there", err)
		want(t, "with the mode asked for, whatever the umask", info.Mode(), os.ModeSocket|os.FileMode(mode))
		l.Close(false)
		_, err = os.Stat(path)
		r.must("and left to its owner to remove", err)
	}
}

func TestAnAbstractNameIsNoFile(t *testing.T) {
	r := newRig(t)
	name := "@ravel\x00/" + t.TempDir()
	l, _ := r.listen(port.ListenConfig{At: port.Addr{Path: name}, Mode: 0o600})
	want(t, "the name, with what else is in it", l.LocalAddr().Path, name)
	_, err := r.p.Listen(port.ListenConfig{At: port.Addr{Path: name}})
	r.wantErr("is taken", err, unix.EADDRINUSE)
	l.Close(false)
	again, err := r.p.Listen(port.ListenConfig{At: port.Addr{Path: name}})
	r.must("until its listener closes", err)
	again.Close(false)
}
