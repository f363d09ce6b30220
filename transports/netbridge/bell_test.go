package netbridge_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/netbridge"
)

// A reactor that is closed without a shutdown, as after a crash, tells no protocol of the end.
func TestWhoWaitsIsToldThatTheReactorIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakes.NewReactor()
		l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP("127.0.0.1:0", f) })
		if err != nil {
			t.Fatal(err)
		}
		peer := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &deaf{}, nil })
		if _, err := r.ConnectTCP(l.Addr().String(), peer); err != nil {
			t.Fatal(err)
		}
		r.Advance(time.Second)
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		calls := map[string]func() error{
			"Read":   func() error { _, err := c.Read(make([]byte, 1)); return err },
			"Write":  func() error { _, err := c.Write(make([]byte, 64<<20)); return err },
			"Accept": func() error { _, err := l.Accept(); return err },
		}
		ended := make(map[string]chan error)
		for name, call := range calls {
			end := make(chan error, 1)
			ended[name] = end
			go func() { end <- call() }()
		}
		synctest.Wait()
		r.Crash()
		r.Close()
		for name, end := range ended {
			if err := <-end; !errors.Is(err, core.ErrReactorClosed) {
				t.Errorf("%s waits no more: %v", name, err)
			}
		}
		for name, call := range calls {
			if err := call(); !errors.Is(err, core.ErrReactorClosed) {
				t.Errorf("a %s that comes later does not either: %v", name, err)
			}
		}
		if err := errors.Join(c.Close(), l.Close()); err != nil {
			t.Errorf("closing needs no reactor: %v", err)
		}
	})
}

func TestWritesAtTheSameTimeDoNotMix(t *testing.T) {
	_, client, server := pair(t)
	const size = 1 << 20 // many times what there is room for
	letters := []byte("abc")
	for _, letter := range letters {
		go client.Write(bytes.Repeat([]byte{letter}, size))
	}
	got := make([]byte, len(letters)*size)
	if _, err := io.ReadFull(server, got); err != nil {
		t.Fatal(err)
	}
	for len(got) > 0 {
		if n := len(got) - len(bytes.TrimLeft(got, string(got[0]))); n != size {
			t.Fatalf("%d bytes of one Write stand together, want %d", n, size)
		}
		got = got[size:]
	}
}
