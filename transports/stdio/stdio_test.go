package stdio_test

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/stdio"
)

// A line writes back what it is told, and what it hears of the ends.
type line struct {
	core.Base
	got    strings.Builder
	reason error
}

func (l *line) DataReceived(p []byte) {
	l.got.Write(p)
	l.Transport.Write(p)
}
func (l *line) ConnectionLost(reason error) { l.reason = reason }

// A half outlives the end of its input.
type half struct {
	line
	readLost, writeLost int
}

func (h *half) ReadConnectionLost()  { h.readLost++ }
func (h *half) WriteConnectionLost() { h.writeLost++ }

func serves(p core.Protocol) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })
}

// piped is a reactor whose standard input and output are pipes, with the other end of each.
func piped(t *testing.T) (r *fakes.Reactor, keys, screen int) {
	t.Helper()
	r = fakes.NewReactor()
	in, keys, err := r.Host().Pipe()
	if err != nil {
		t.Fatal(err)
	}
	screen, out, err := r.Host().Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.SetStandardIO(in, out)
	return r, keys, screen
}

func write(t *testing.T, r *fakes.Reactor, fd int, text string) {
	t.Helper()
	if _, err := r.Host().WriteDescriptor(fd, []byte(text)); err != nil {
		t.Fatal(err)
	}
	r.Advance(0)
}

func wantRead(t *testing.T, r *fakes.Reactor, fd int, want, why string) {
	t.Helper()
	p := make([]byte, 100)
	n, err := r.Host().ReadDescriptor(fd, p)
	if err != nil || string(p[:n]) != want {
		t.Errorf("%s: read %q, %v; want %q", why, p[:n], err, want)
	}
}

func TestEndOfInputEndsWhoKnowsNoHalves(t *testing.T) {
	r, keys, screen := piped(t)
	l := &line{}
	transport, err := r.ServeStandardIO(serves(l))
	if err != nil {
		t.Fatal(err)
	}
	if transport.LocalAddr().Network() != "stdio" || transport.RemoteAddr() != transport.LocalAddr() {
		t.Errorf("its address is %v", transport.LocalAddr())
	}
	write(t, r, keys, "hi")
	wantRead(t, r, screen, "hi", "what it writes is the output")
	r.Host().CloseDescriptor(keys)
	r.Advance(0)
	if !errors.Is(l.reason, core.ErrConnectionDone) {
		t.Errorf("lost: %v", l.reason)
	}
	wantRead(t, r, screen, "", "the output is closed as well")
	r.Host().CloseDescriptor(screen)
	r.CheckLeaks(t)
}

func TestHalvesEndApart(t *testing.T) {
	r, keys, screen := piped(t)
	h := &half{}
	transport, err := r.ServeStandardIO(serves(h))
	if err != nil {
		t.Fatal(err)
	}
	transport.Write([]byte("bye"))
	transport.(core.HalfCloser).LoseWriteConnection()
	r.Advance(0)
	wantRead(t, r, screen, "bye", "what was written comes first")
	wantRead(t, r, screen, "", "then the end")
	if h.writeLost != 1 || h.reason != nil {
		t.Errorf("told %d times, lost %v", h.writeLost, h.reason)
	}
	write(t, r, keys, "more")
	if h.got.String() != "more" {
		t.Errorf("reading goes on: got %q", h.got.String())
	}
	r.Host().CloseDescriptor(keys)
	r.Advance(0)
	if h.readLost != 1 || !errors.Is(h.reason, core.ErrConnectionDone) {
		t.Errorf("told %d times, lost %v", h.readLost, h.reason)
	}
	r.Host().CloseDescriptor(screen)
	r.CheckLeaks(t)
}

func TestAReactorHasOneStandardIO(t *testing.T) {
	r, _, _ := piped(t)
	if _, err := r.ServeStandardIO(serves(&line{})); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ServeStandardIO(serves(&line{})); !errors.Is(err, core.ErrStandardIOTaken) {
		t.Errorf("while it is served: %v", err)
	}
	r.Advance(0)
	in, _, _ := r.Host().Pipe()
	_, out, _ := r.Host().Pipe()
	if _, err := r.ServeStandardIO(serves(&line{}), core.StandardIOConfig{Instead: &[2]int{in, out}}); err != nil {
		t.Errorf("others are served besides: %v", err)
	}
}

func TestWhatCannotBeServedIsLeftOrClosed(t *testing.T) {
	r := fakes.NewReactor()
	if _, err := r.ServeStandardIO(serves(&line{})); !errors.Is(err, syscall.EBADF) {
		t.Errorf("without standard descriptors: %v", err)
	}
	in, keys, _ := r.Host().Pipe()
	for _, pair := range [][2]int{{in, 999}, {999, keys}, {keys, keys}} {
		if _, err := r.ServeStandardIO(serves(&line{}), core.StandardIOConfig{Instead: &pair}); err == nil {
			t.Errorf("%v is served", pair)
		}
	}
	a, b, _ := r.Host().Pipe()
	if _, err := r.ServeStandardIO(serves(nil), core.StandardIOConfig{Instead: &[2]int{a, b}}); !errors.Is(err, core.ErrConnectionRefused) {
		t.Errorf("a factory that refuses: %v", err)
	}
	r.CheckLeaks(t) // what was given is closed
}

func TestMachineWithoutASystem(t *testing.T) {
	r := fakes.NewReactor()
	if _, err := stdio.New(r.Loop, nil, nil).ServeStandardIO(serves(&line{})); !errors.Is(err, core.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

func TestShutdownClosesBoth(t *testing.T) {
	r, keys, screen := piped(t)
	l := &line{}
	r.CallWhenRunning(func() {
		r.ServeStandardIO(serves(l))
		l.Transport.Write([]byte("last words"))
		r.Stop()
	})
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(l.reason, core.ErrConnectionLost) {
		t.Errorf("lost: %v", l.reason)
	}
	wantRead(t, r, screen, "last words", "what was written has left")
	r.Host().CloseDescriptor(keys)
	r.Host().CloseDescriptor(screen)
	r.CheckLeaks(t)
}
