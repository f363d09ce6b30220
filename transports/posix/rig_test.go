//go:build linux

package posix_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/transports/posix"
)

// patience is how long a spec waits for what must come; nothing that passes waits for it.
const patience = 10 * time.Second

// A rig is a Port and the socks on it, driven by hand.
type rig struct {
	*testing.T
	p     *posix.Port
	ready [16]port.Ready
}

func newRig(t *testing.T) *rig {
	t.Helper()
	p, err := open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return &rig{T: t, p: p}
}

// An ear notes what its Sock was reported ready for.
type ear struct{ heard []port.Interest }

func (e *ear) Ready(what port.Interest) { e.heard = append(e.heard, what) }

// take is what was heard since the last take, put together.
func (e *ear) take() (what port.Interest) {
	for _, i := range e.heard {
		what |= i
	}
	e.heard = nil
	return what
}

// turn is one Wait, and telling what it found.
func (r *rig) turn(timeout time.Duration) int {
	r.Helper()
	n, err := r.p.Wait(r.ready[:], timeout)
	r.must("Wait works", err)
	for _, ready := range r.ready[:n] {
		ready.Handler.Ready(ready.What)
	}
	return n
}

// hears makes turns until e hears what.
func (r *rig) hears(why string, e *ear, what port.Interest) {
	r.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		r.turn(patience)
		if got := e.take(); got&what == what {
			return
		}
	}
	r.Fatalf("%s: %v was never reported", why, what)
}

// hearsNothing polls and wants nobody reported.
func (r *rig) hearsNothing(why string) {
	r.Helper()
	if n := r.turn(0); n != 0 {
		r.Fatalf("%s: %d were reported, first %+v", why, n, r.ready[0])
	}
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

func want[V comparable](t testing.TB, why string, got, want V) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", why, got, want)
	}
}

var (
	loopback  = port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}
	loopback6 = port.Addr{AddrPort: netip.MustParseAddrPort("[::1]:0")}
)

func (r *rig) listen(c port.ListenConfig) (*posix.Listener, *ear) {
	r.Helper()
	if c.Backlog == 0 {
		c.Backlog = 128
	}
	l, err := r.p.Listen(c)
	r.must("listening", err)
	e := &ear{}
	l.Attach(e)
	return l.(*posix.Listener), e
}

// An end is one side of a connection.
type end struct {
	port.Stream
	ear
	r *rig
}

func (r *rig) end(s port.Stream) *end {
	e := &end{Stream: s, r: r}
	s.Attach(&e.ear)
	return e
}

func (r *rig) dial(c port.DialConfig) *end {
	r.Helper()
	s, err := r.p.Dial(c)
	r.must("dialling", err)
	return r.end(s)
}

// connected is a connection to a listener: the dialled end, the accepted one, both wanting nothing.
func (r *rig) connected(at port.Addr) (a, b *end) {
	r.Helper()
	l, ready := r.listen(port.ListenConfig{At: at})
	a, b = r.connect(l, ready)
	l.Close(false)
	return a, b
}

func (r *rig) connect(l *posix.Listener, ready *ear) (a, b *end) {
	r.Helper()
	l.Want(port.Read)
	a = r.dial(port.DialConfig{To: l.LocalAddr()})
	a.Want(port.Write)
	r.hears("the dialled end is told", &a.ear, port.Write)
	r.must("the connection is made", a.Connected())
	a.Want(0)
	s, from, err := l.Accept()
	if err == port.ErrWouldBlock {
		r.hears("a peer waits", ready, port.Read)
		s, from, err = l.Accept()
	}
	r.must("accepting", err)
	want(r, "the peer's address is where it dialled from", from, a.LocalAddr())
	l.Want(0)
	return a, r.end(s)
}

// gets reads until it has n bytes.
func (e *end) gets(why string, n int) []byte {
	e.r.Helper()
	var got []byte
	e.Want(port.Read)
	for len(got) < n {
		lent, err := e.Recv()
		if err == port.ErrWouldBlock {
			e.r.hears(why, &e.ear, port.Read)
			continue
		}
		e.r.must(why, err)
		got = append(got, lent...)
	}
	e.Want(0)
	return got
}

// getsEnd reads until Recv fails and returns with what.
func (e *end) getsEnd(why string) error {
	e.r.Helper()
	e.Want(port.Read)
	defer e.Want(0)
	for {
		if _, err := e.Recv(); err == port.ErrWouldBlock {
			e.r.hears(why, &e.ear, port.Read)
		} else if err != nil {
			return err
		}
	}
}

func (e *end) sends(text string) {
	e.r.Helper()
	n, err := e.Send([]byte(text))
	e.r.must("sending", err)
	want(e.r, "all is taken", n, len(text))
}

func (e *end) wantText(why, text string) {
	e.r.Helper()
	want(e.r, why, string(e.gets(why, len(text))), text)
}

func (e *end) wantEOF(why string) {
	e.r.Helper()
	want(e.r, why, e.getsEnd(why), io.EOF)
}

// pattern is n bytes in which every offset can be told from its neighbours.
func pattern(n int) []byte {
	return bytes.Repeat([]byte("0123456789abcdefghijklmnopqrstuvwxyzA"), n/37+1)[:n]
}
