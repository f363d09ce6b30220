package native

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"ravel/core"
)

// An echo sends back what it receives.
type echo struct{ core.Base }

func (e *echo) DataReceived(p []byte) { e.Transport.Write(p) }

func echoes(net.Addr) (core.Protocol, error) { return &echo{}, nil }

// A caller sends text, wants it back, and stops the reactor when it is over.
type caller struct {
	core.Base
	r      *Reactor
	text   string
	got    strings.Builder
	reason error
}

func (c *caller) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	t.Write([]byte(c.text))
}

func (c *caller) DataReceived(p []byte) {
	c.got.Write(p)
	if c.got.Len() == len(c.text) {
		c.Transport.LoseConnection()
	}
}

func (c *caller) ConnectionLost(reason error) {
	c.reason = reason
	c.r.Stop()
}

func (c *caller) factory() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return c, nil })
}

func (c *caller) wantEcho(t *testing.T) {
	t.Helper()
	if err := c.r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if c.got.String() != c.text {
		t.Errorf("what was sent comes back: got %d bytes of %d", c.got.Len(), len(c.text))
	}
	if !errors.Is(c.reason, core.ErrConnectionDone) {
		t.Errorf("the end is the orderly one: got %v", c.reason)
	}
}

func TestTCP(t *testing.T) {
	r := open(t, Config{})
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := r.ListenTCP(at, core.FactoryFunc(echoes))
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{1, 100, 1 << 20} {
			c := &caller{r: r, text: strings.Repeat("x", size)}
			if _, err := r.ConnectTCP(l.Addr().String(), c.factory()); err != nil {
				t.Fatal(err)
			}
			c.wantEcho(t)
			if l, err = r.ListenTCP(at, core.FactoryFunc(echoes)); err != nil { // the shutdown closed it
				t.Fatal(err)
			}
		}
	}
}

func TestUNIX(t *testing.T) {
	r := open(t, Config{})
	if runtime.GOOS == "windows" {
		t.Skip("no backend of Windows has sockets with paths")
	}
	path := filepath.Join(t.TempDir(), "s")
	if _, err := r.ListenUNIX(path, core.FactoryFunc(echoes)); err != nil {
		t.Fatal(err)
	}
	c := &caller{r: r, text: "over a path"}
	if _, err := r.ConnectUNIX(path, c.factory()); err != nil {
		t.Fatal(err)
	}
	c.wantEcho(t)
}

func TestPostFromAnotherGoroutine(t *testing.T) {
	r := open(t, Config{})
	order := []int{}
	r.CallWhenRunning(func() {
		go func() {
			for i := range 100 {
				r.Post(func() { order = append(order, i) })
			}
			r.Post(func() { r.Stop() })
		}()
	})
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for i, n := range order {
		if i != n {
			t.Fatalf("posted calls come in order: got %v", order)
		}
	}
	if len(order) != 100 {
		t.Fatalf("and all of them: got %d", len(order))
	}
}
