//go:build linux

package epoll

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// patience is how long a test waits for what must come; nothing that passes waits for it.
const patience = 10 * time.Second

// A rig is a Port on an epoll instance that can be looked at.
type rig struct {
	*testing.T
	e     *poller
	p     *posix.Port
	ready [16]port.Ready
}

func newRig(t *testing.T) *rig {
	t.Helper()
	e := &poller{epfd: -1}
	p, err := posix.New(e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return &rig{T: t, e: e, p: p}
}

// An ear notes what its Sock was reported ready for since it was last asked.
type ear struct{ heard port.Interest }

func (e *ear) Ready(what port.Interest) { e.heard |= what }

func (e *ear) take() port.Interest {
	heard := e.heard
	e.heard = 0
	return heard
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
		if e.take()&what == what {
			return
		}
	}
	r.Fatalf("%s: %v was never reported", why, what)
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

func (r *rig) listen() (port.Listener, *ear) {
	r.Helper()
	l, err := r.p.Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}, Backlog: 16})
	r.must("listening", err)
	e := &ear{}
	l.Attach(e)
	return l, e
}

// connected is both ends of a connection. Who hears of the second is returned; they want nothing.
func (r *rig) connected() (a, b port.Stream, heard *ear) {
	r.Helper()
	l, waiting := r.listen()
	defer l.Close(false)
	l.Want(port.Read)
	a, err := r.p.Dial(port.DialConfig{To: l.LocalAddr()})
	r.must("dialling", err)
	dialled := &ear{}
	a.Attach(dialled)
	a.Want(port.Write)
	r.hears("the connection is made", dialled, port.Write)
	r.must("as it should", a.Connected())
	a.Want(0)
	for {
		b, _, err = l.Accept()
		if err == nil {
			break
		}
		r.wantErr("nobody waits yet", err, port.ErrWouldBlock)
		r.hears("a peer waits", waiting, port.Read)
	}
	heard = &ear{}
	b.Attach(heard)
	return a, b, heard
}

func (r *rig) sends(s port.Stream, text string) {
	r.Helper()
	n, err := s.Send([]byte(text))
	r.must("sending", err)
	want(r, "all is taken", n, len(text))
}

// fd is the descriptor of a Sock.
func fd(s port.Sock) int32 { return s.(interface{ Fd() int32 }).Fd() }

// registered is what the kernel says the instance watches a descriptor for; 0 is nothing.
func (r *rig) registered(fd int32) (events uint32) {
	r.Helper()
	info, err := os.ReadFile(fmt.Sprintf("/proc/self/fdinfo/%d", r.e.epfd))
	r.must("the kernel lists registrations", err)
	for _, m := range regexp.MustCompile(`tfd: +(\d+) events: +([0-9a-f]+)`).FindAllStringSubmatch(string(info), -1) {
		if m[1] == fmt.Sprint(fd) {
			fmt.Sscanf(m[2], "%x", &events)
		}
	}
	return events &^ (unix.EPOLLERR | unix.EPOLLHUP)
}
