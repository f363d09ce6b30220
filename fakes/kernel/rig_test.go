package kernel_test

import (
	"errors"
	"io"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// A rig is two hosts on a fabric, and a script's words.
type rig struct {
	*testing.T
	f    *fabric.Fabric
	a, b *kernel.Host
}

func newRig(t *testing.T) *rig { return newRigWith(t, kernel.Config{}, kernel.Config{}) }

func newRigWith(t *testing.T, a, b kernel.Config) *rig {
	f := fabric.New(fabric.Config{})
	a.Name, a.Addrs = "a", addrs("10.0.0.1", "fd00::1")
	b.Name, b.Addrs = "b", addrs("10.0.0.2", "fd00::2")
	return &rig{t, f, f.Attach(a), f.Attach(b)}
}

func addrs(list ...string) (as []netip.Addr) {
	for _, s := range list {
		as = append(as, netip.MustParseAddr(s))
	}
	return as
}

func at(s string) port.Addr { return port.Addr{AddrPort: netip.MustParseAddrPort(s)} }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// settle has everything happen that is due now.
func (r *rig) settle() {
	for r.f.Step(r.f.Now()) {
	}
}

// passes lets d pass.
func (r *rig) passes(d time.Duration) {
	end := r.f.Now().Add(d)
	for r.f.Step(end) {
	}
	r.f.Pass(end)
}

// connection is a connection of a to b, accepted.
func (r *rig) connection() (client, server port.Stream) {
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:0"), Backlog: 5}))
	defer l.Close(false)
	client = must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	server, _, err := l.Accept()
	if err != nil {
		r.Fatal("accept:", err)
	}
	return client, server
}

func (r *rig) wantErr(err, want error, why string) {
	r.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		r.Errorf("got %v, want %v: %s", err, want, why)
	}
}

func (r *rig) wantConnected(s port.Stream, want error, why string) {
	r.Helper()
	r.wantErr(s.Connected(), want, why)
}

func (r *rig) sends(s port.Stream, text string) {
	r.Helper()
	if n, err := s.Send([]byte(text)); n != len(text) || err != nil {
		r.Errorf("sent %d of %d bytes: %v", n, len(text), err)
	}
	r.settle()
}

func (r *rig) wantSend(s port.Stream, want error, why string) {
	r.Helper()
	n, err := s.Send([]byte("x"))
	r.wantErr(err, want, why)
	if (n == 1) != (want == nil) {
		r.Errorf("sent %d bytes: %s", n, why)
	}
	r.settle()
}

// wantRecv expects bytes as a string, or an error.
func (r *rig) wantRecv(s port.Stream, want any, why string) {
	r.Helper()
	got, err := s.Recv()
	if text, ok := want.(string); ok {
		if string(got) != text || err != nil {
			r.Errorf("received %q, %v; want %q: %s", got, err, text, why)
		}
		return
	}
	r.wantErr(err, want.(error), why)
	if got != nil {
		r.Errorf("received %q beside %v: %s", got, err, why)
	}
}

// A marker remembers what it was last told.
type marker struct{ what port.Interest }

func (m *marker) Ready(what port.Interest) { m.what = what }

// turn makes one Wait on h and tells handlers.
func turn(h *kernel.Host) int {
	var batch [16]port.Ready
	n, err := h.Wait(batch[:], 0)
	if err != nil {
		panic(err)
	}
	for _, e := range batch[:n] {
		if e.Handler != nil {
			e.Handler.Ready(e.What)
		}
	}
	return n
}

const everything = port.Read | port.Write | port.Closed

// watch attaches a marker that wants i.
func watch(s port.Sock, i port.Interest) *marker {
	m := &marker{}
	s.Attach(m)
	s.Want(i)
	return m
}

// wantReady expects what m is told in one turn of h; 0 is nothing.
func (r *rig) wantReady(h *kernel.Host, m *marker, want port.Interest, why string) {
	r.Helper()
	m.what = 0
	turn(h)
	if m.what != want {
		r.Errorf("ready for %03b, want %03b: %s", m.what, want, why)
	}
}

var (
	wouldBlock = port.ErrWouldBlock
	eof        = io.EOF
	reset      = syscall.ECONNRESET
	broken     = syscall.EPIPE
	errRefused = syscall.ECONNREFUSED
)
