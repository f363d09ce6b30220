package native

import (
	"context"
	"net"
	"runtime/pprof"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	stdtls "crypto/tls"

	"ravel/core"
)

// crashed runs r once, until do has been called, and closes it.
func crashed(t *testing.T, r *Reactor, do func()) {
	t.Helper()
	r.CallWhenRunning(func() { do(); r.Crash() })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// blocks reports whether reads and writes of fd block.
func blocks(t *testing.T, fd int) bool {
	t.Helper()
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	if err != nil {
		t.Fatal(err)
	}
	return flags&unix.O_NONBLOCK == 0
}

// A mode belongs to the open file: a shell that shares its terminal with a program that crashed would find it
// non-blocking.
func TestCloseAfterACrashGivesSharedDescriptorsTheirModeBack(t *testing.T) {
	r := open(t, Config{Backend: "epoll", NoSignals: true})
	var in, out [2]int
	if unix.Pipe2(in[:], unix.O_CLOEXEC) != nil || unix.Pipe2(out[:], unix.O_CLOEXEC) != nil {
		t.Fatal("no pipes")
	}
	var shared [2]int // the shell's
	for i, fd := range []int{in[0], out[1]} {
		dup, err := unix.Dup(fd)
		if err != nil {
			t.Fatal(err)
		}
		shared[i] = dup
	}
	defer func() {
		for _, fd := range []int{in[1], out[0], shared[0], shared[1]} {
			unix.Close(fd)
		}
	}()
	silent := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
	crashed(t, r, func() {
		if _, err := r.ServeStandardIO(silent, core.StandardIOConfig{Instead: &[2]int{in[0], out[1]}}); err != nil {
			t.Error(err)
		}
		if blocks(t, shared[0]) || blocks(t, shared[1]) {
			t.Error("they block while they are served")
		}
	})
	if !blocks(t, shared[0]) || !blocks(t, shared[1]) {
		t.Error("they do not block any more")
	}
}

// handshakes is how many coroutines are inside a handshake.
func handshakes() int {
	var stacks strings.Builder
	pprof.Lookup("goroutine").WriteTo(&stacks, 2)
	return strings.Count(stacks.String(), "crypto/tls.(*Conn).Handshake(")
}

func TestCloseAfterACrashEndsHandshakes(t *testing.T) {
	r := open(t, Config{NoSignals: true})
	before := handshakes()
	// A client of TLS to who does not speak it: its hello is sent, and nothing comes back.
	silent := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
	l, err := r.ListenTCP("127.0.0.1:0", silent)
	if err != nil {
		t.Fatal(err)
	}
	made := false
	client := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &shaker{made: &made}, nil })
	if _, err := r.ConnectTLS(l.Addr().String(), client, &stdtls.Config{ServerName: "127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < 100 && !made; n++ {
		if err := r.Iterate(childMax); err != nil {
			t.Fatal(err)
		}
	}
	if got := handshakes() - before; got != 1 {
		t.Fatalf("%d coroutines are in a handshake, want 1", got)
	}
	crashed(t, r, func() {})
	if got := handshakes() - before; got != 0 {
		t.Errorf("%d coroutines are left in a handshake", got)
	}
}

// A shaker notes that it was made.
type shaker struct {
	core.Base
	made *bool
}

func (s *shaker) ConnectionMade(t core.Transport) { *s.made = true }
