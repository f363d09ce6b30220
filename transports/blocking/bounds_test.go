package blocking

import (
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"

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

// A counting is a conn that counts the Writes that were begun.
type counting struct {
	net.Conn
	writes atomic.Int32
}

func (c *counting) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

func TestAPeerThatNeverReadsCostsOneBuffer(t *testing.T) { synctest.Test(t, costsOneBuffer) }

func costsOneBuffer(t *testing.T) {
	set, _ := roused()
	conn, peer := net.Pipe()
	defer peer.Close()
	c := &counting{Conn: conn}
	s, err := New(set, c, Options{})
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
	synctest.Wait()
	if n := c.writes.Load(); n != 1 {
		t.Errorf("%d goroutines write, want one", n)
	}
	set.Lock()
	defer set.Unlock()
	if s.Is()&port.Write != 0 {
		t.Error("who is full is not ready for more")
	}
}
