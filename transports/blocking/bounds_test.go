package blocking

import (
	"net"
	"runtime/pprof"
	"strings"
	"testing"

	"ravel/core/port"
)

// roused is a Set whose rousing a test can wait for.
func roused() (*Set, chan struct{}) {
	rang := make(chan struct{}, 1)
	return NewSet(func() {
		select {
		case rang <- struct{}{}:
		default:
		}
	}), rang
}

func TestAPeerThatFloodsFillsOneBufferAndWaits(t *testing.T) {
	set, rang := roused()
	conn, peer := net.Pipe() // which keeps nothing: what was written was read
	s, err := New(set, conn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(true)
	const flood = 4 * readAheadMax
	wrote := make(chan error, 1)
	go func() {
		_, err := peer.Write(make([]byte, flood))
		peer.Close()
		wrote <- err
	}()
	ready := make([]port.Ready, 1)
	s.Attach(ignored{})
	s.Want(port.Read)
	got := 0
	for got < flood {
		set.Lock()
		for !s.parked && s.inErr == nil && got+len(s.in) < flood {
			set.Unlock()
			<-rang // each read rouses, while nothing was ready before
			set.Lock()
			set.Collect(ready)
			s.queued = false // so that the next read rouses as well
			set.hot = nil
		}
		if n := len(s.in); n >= readAheadMax+readSize {
			t.Errorf("%d bytes are read ahead, want fewer than %d", n, readAheadMax+readSize)
		}
		set.Unlock()
		b, err := s.Recv()
		if err != nil {
			t.Fatal(err)
		}
		got += len(b)
	}
	if err := <-wrote; err != nil || got != flood {
		t.Errorf("%d of %d bytes, %v: what waited comes when there is room", got, flood, err)
	}
}

type ignored struct{}

func (ignored) Ready(port.Interest) {}

// writers is how many goroutines write behind streams, also those that have not begun to.
func writers() int {
	var stacks strings.Builder
	pprof.Lookup("goroutine").WriteTo(&stacks, 2)
	return strings.Count(stacks.String(), "created by ravel/transports/blocking.(*Stream).wakeWriter")
}

func TestAPeerThatNeverReadsCostsOneBuffer(t *testing.T) {
	set, _ := roused()
	conn, peer := net.Pipe()
	defer peer.Close()
	s, err := New(set, conn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(true)
	taken := 0
	for range 100 {
		n, err := s.Send(make([]byte, 10_000))
		taken += n
		if err != nil && err != port.ErrWouldBlock {
			t.Fatal(err)
		}
	}
	if taken != sendMax {
		t.Errorf("%d bytes were taken, want %d: all that there is room for, and no more", taken, sendMax)
	}
	if _, err := peer.Read(make([]byte, 1)); err != nil { // who writes has begun, and is not through
		t.Fatal(err)
	}
	if n := writers(); n != 1 {
		t.Errorf("%d goroutines write, want one", n)
	}
	set.Lock()
	defer set.Unlock()
	if s.Is()&port.Write != 0 {
		t.Error("who is full is not ready for more")
	}
}
