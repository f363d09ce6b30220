//go:build linux

package posix_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A postbox is a datagram socket and who hears of it.
type postbox struct {
	port.Datagram
	ear
	r *rig
}

func (r *rig) postbox(c port.DatagramConfig) *postbox {
	r.Helper()
	if c.MaxPacket == 0 {
		c.MaxPacket = 8192
	}
	d, err := r.p.Datagram(c)
	r.must("opening", err)
	return r.attached(d)
}

func (r *rig) attached(d port.Datagram) *postbox {
	b := &postbox{Datagram: d, r: r}
	d.Attach(&b.ear)
	d.Want(port.Read)
	return b
}

func (b *postbox) sends(text string, to *postbox) {
	b.r.Helper()
	b.r.must("sending "+text, b.SendTo([]byte(text), to.LocalAddr()))
}

// gets waits for a datagram.
func (b *postbox) gets(why string) (string, port.Addr) {
	b.r.Helper()
	p, from, err := b.RecvFrom()
	for err == port.ErrWouldBlock {
		b.r.hears(why, &b.ear, port.Read)
		p, from, err = b.RecvFrom()
	}
	b.r.must(why, err)
	return string(p), from
}

func (b *postbox) wantText(why, text string, from *postbox) {
	b.r.Helper()
	got, sender := b.gets(why)
	want(b.r, why, got, text)
	if from != nil {
		want(b.r, why+": the sender", sender, from.LocalAddr())
	}
}

func (b *postbox) wantNothing(why string) {
	b.r.Helper()
	// Loopback delivers inside the call that sends, so what is not there now never comes.
	if p, from, err := b.RecvFrom(); err != port.ErrWouldBlock {
		b.r.Fatalf("%s: got %q from %v, error %v", why, p, from, err)
	}
}

func TestDatagramKinds(t *testing.T) {
	dir := t.TempDir()
	names := 0
	for name, at := range map[string]func() port.DatagramConfig{
		"IPv4": func() port.DatagramConfig { return port.DatagramConfig{At: loopback} },
		"IPv6": func() port.DatagramConfig { return port.DatagramConfig{At: loopback6} },
		"UNIX": func() port.DatagramConfig {
			names++
			return port.DatagramConfig{UNIX: true, Mode: 0o600, At: port.Addr{Path: filepath.Join(dir, fmt.Sprint(names))}}
		},
		"abstract": func() port.DatagramConfig {
			names++
			return port.DatagramConfig{UNIX: true, At: port.Addr{Path: fmt.Sprintf("@%s-%d", dir, names)}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			c := at()
			c.MaxPacket = 4
			a, b := r.postbox(at()), r.postbox(c)
			a.sends("ab", b)
			a.sends("", b)
			a.sends("abcdef", b)
			b.wantText("a datagram arrives with its sender", "ab", a)
			b.wantText("an empty datagram is one", "", a)
			b.wantText("a long one is cut at MaxPacket", "abcd", a)
			b.wantNothing("what was cut off is lost")
			b.sends("back", a)
			a.wantText("an answer arrives", "back", b)

			r.must("connecting", a.Connect(b.LocalAddr()))
			r.must("the zero Addr is the peer", a.SendTo([]byte("peer"), port.Addr{}))
			b.wantText("the peer gets it", "peer", a)

			b.Close(false)
			_, _, err := b.RecvFrom()
			r.wantErr("a closed socket says so", err, port.ErrClosed)
			r.wantErr("also when sending", b.SendTo(nil, a.LocalAddr()), port.ErrClosed)
			r.wantErr("and connecting", b.Connect(a.LocalAddr()), port.ErrClosed)
		})
	}
}

func TestDatagramUNIXWithoutAName(t *testing.T) {
	r := newRig(t)
	b := r.postbox(port.DatagramConfig{UNIX: true, At: port.Addr{Path: "@" + t.TempDir()}})
	a := r.postbox(port.DatagramConfig{UNIX: true})
	want(t, "it has no address", a.LocalAddr(), port.Addr{})
	a.sends("anonymous", b)
	b.wantText("its datagrams come from no address", "anonymous", a)
}

func TestDatagramUNIXFile(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "socket")
	at := port.DatagramConfig{UNIX: true, Mode: 0o640, MaxPacket: 1, At: port.Addr{Path: path}}
	b := r.postbox(at)
	st, err := os.Lstat(path)
	r.must("the file is there", err)
	want(t, "its mode is the one asked for", st.Mode(), os.ModeSocket|0o640)
	_, err = r.p.Datagram(at)
	r.wantErr("a path that exists is refused", err, unix.EADDRINUSE)
	b.Close(false)
	_, err = os.Lstat(path)
	r.must("closing leaves the file", err)
	r.must("unlinking removes it", r.p.Unlink(path))
	r.wantErr("once", r.p.Unlink(path), unix.ENOENT)
}

func TestDatagramUNIXReceiverIsFull(t *testing.T) {
	r := newRig(t)
	b := r.postbox(port.DatagramConfig{UNIX: true, At: port.Addr{Path: "@" + t.TempDir()}})
	a := r.postbox(port.DatagramConfig{UNIX: true})
	sent := 0
	for err := error(nil); err == nil; sent++ {
		if err = a.SendTo([]byte("x"), b.LocalAddr()); err != nil {
			want(t, "a full receiver is no failure", err, port.ErrWouldBlock)
			break
		}
	}
	for range sent {
		b.wantText("everything taken arrives", "x", nil)
	}
	a.sends("again", b)
	b.wantText("there is room again", "again", nil)
}

func TestDatagramRefusal(t *testing.T) {
	r := newRig(t)
	gone, a, b := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback})
	r.must("connecting", a.Connect(gone.LocalAddr()))
	gone.Close(false)
	r.must("the first one leaves", a.SendTo([]byte("x"), port.Addr{}))
	r.hears("the refusal makes it ready", &a.ear, port.Read)
	_, _, err := a.RecvFrom()
	r.wantErr("it is told by the next call", err, unix.ECONNREFUSED)
	a.wantNothing("it is told once")
	r.hearsNothing("nothing is left of it")
	r.must("the next one leaves", a.SendTo([]byte("y"), port.Addr{}))
	r.wantErr("or a send tells", a.SendTo([]byte("z"), port.Addr{}), unix.ECONNREFUSED)
	r.must("the socket lives on", a.SendTo([]byte("elsewhere"), b.LocalAddr()))
	b.wantText("and works", "elsewhere", a)
}

func TestDatagramErrors(t *testing.T) {
	r := newRig(t)
	a := r.postbox(port.DatagramConfig{At: loopback})
	six := r.postbox(port.DatagramConfig{At: loopback6})
	r.wantErr("too long", a.SendTo(make([]byte, 65508), a.LocalAddr()), unix.EMSGSIZE)
	r.must("as long as can be", a.SendTo(make([]byte, 65507), a.LocalAddr()))
	r.wantErr("another family", a.SendTo(nil, six.LocalAddr()), unix.EAFNOSUPPORT)
	r.wantErr("a path", a.SendTo(nil, port.Addr{Path: "/"}), unix.EINVAL)
	r.wantErr("no peer", a.SendTo(nil, port.Addr{}), unix.EDESTADDRREQ)
	for why, c := range map[string]port.DatagramConfig{
		"no address":           {},
		"a path that is no UN": {At: port.Addr{Path: "/x"}},
		"an IP that is UNIX":   {UNIX: true, At: loopback},
	} {
		_, err := r.p.Datagram(c)
		if c.UNIX || c.At.Path == "" {
			r.wantErr(why, err, unix.EINVAL)
		} else if err == nil {
			t.Fatal(why)
		}
	}
	_, err := r.p.Datagram(port.DatagramConfig{At: a.LocalAddr()})
	r.wantErr("an address in use", err, unix.EADDRINUSE)
	if err == nil || !strings.HasPrefix(err.Error(), "bind: ") {
		t.Fatalf("the error names the step: %v", err)
	}
}

func TestDatagramIPv6TakesIPv6Alone(t *testing.T) {
	r := newRig(t)
	inBothFamilies(r, func(at port.Addr) (port.Datagram, error) {
		d, err := r.p.Datagram(port.DatagramConfig{At: at})
		if err == nil {
			t.Cleanup(func() { d.Close(false) })
		}
		return d, err
	})
}

func TestDatagramSharedAddress(t *testing.T) {
	r := newRig(t)
	a := r.postbox(port.DatagramConfig{At: loopback, ReuseAddr: true})
	r.postbox(port.DatagramConfig{At: a.LocalAddr(), ReuseAddr: true})
	_, err := r.p.Datagram(port.DatagramConfig{At: a.LocalAddr()})
	r.wantErr("everybody must have asked for it", err, unix.EADDRINUSE)
}
