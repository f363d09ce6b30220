package gonet_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"

	"ravel/core"
	"ravel/reactortest/certs"
	"ravel/transports/gonet"
	"ravel/transports/native"
)

// A told is a protocol that answers with what it was sent, and notes the rest.
type told struct {
	core.Base
	made func(t core.Transport)
	lost chan error
}

func newTold() *told { return &told{made: func(core.Transport) {}, lost: make(chan error, 1)} }

func (p *told) ConnectionMade(t core.Transport) { p.Base.ConnectionMade(t); p.made(t) }
func (p *told) DataReceived(b []byte)           { p.Transport.Write(b) }
func (p *told) ConnectionLost(reason error)     { p.lost <- reason }

func (p *told) factory() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })
}

// running has a reactor with a bridge run until the test ends. do is called on it before.
func running(t *testing.T, do func(r *native.Reactor, b *gonet.Bridge)) *native.Reactor {
	t.Helper()
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	do(r, gonet.New(r))
	over := make(chan error)
	go func() { over <- r.Run(context.Background()) }()
	t.Cleanup(func() {
		r.Post(func() { r.Stop() })
		if err := <-over; err != nil {
			t.Error(err)
		}
		r.Close()
	})
	return r
}

func TestAPipeIsATransportThatCannotEndOneDirection(t *testing.T) {
	mine, yours := net.Pipe()
	p := newTold()
	running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		transport, err := b.Serve(mine, p.factory())
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := transport.(core.HalfCloser); ok {
			t.Error("a net.Pipe has no CloseWrite: its transport is no core.HalfCloser")
		}
		for _, ok := range []bool{is[core.ReadPauser](transport), is[core.Consumer](transport), is[core.Buffered](transport), is[core.Logged](transport)} {
			if !ok {
				t.Error("all else is there")
			}
		}
		if got := transport.RemoteAddr(); got.Network() != "pipe" || got.String() != "pipe" {
			t.Errorf("its addresses are the conn's: %v %v", got.Network(), got)
		}
	})
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	go yours.Write(sent)
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(yours, got); err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("1 MiB comes back in order: %v", err)
	}
	yours.Close()
	if reason := <-p.lost; !errors.Is(reason, core.ErrConnectionDone) {
		t.Errorf("the peer's end is in order: %v", reason)
	}
}

func is[F any](t core.Transport) bool { _, ok := t.(F); return ok }

func TestWhatWasWrittenLeavesBeforeTheEndAlsoOverAPipe(t *testing.T) {
	mine, yours := net.Pipe()
	p := newTold()
	sent := bytes.Repeat([]byte("x"), 1<<20)
	p.made = func(t core.Transport) { t.Write(sent); t.LoseConnection() }
	running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		if _, err := b.Serve(mine, p.factory()); err != nil {
			t.Fatal(err)
		}
	})
	got, err := io.ReadAll(yours)
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("all of it, then the end: %d bytes, %v", len(got), err)
	}
	if reason := <-p.lost; !errors.Is(reason, core.ErrConnectionDone) {
		t.Errorf("in order: %v", reason)
	}
}

func TestAnAbortEndsAConnWhoseWriteIsStuck(t *testing.T) {
	mine, yours := net.Pipe()
	p := newTold()
	p.made = func(t core.Transport) { t.Write(make([]byte, 1<<20)) } // which nobody reads
	r := running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		if _, err := b.Serve(mine, p.factory()); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := io.ReadFull(yours, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	r.Post(func() { p.Transport.AbortConnection() })
	if reason := <-p.lost; !errors.Is(reason, core.ErrConnectionAborted) {
		t.Errorf("it is aborted: %v", reason)
	}
	if rest, err := io.ReadAll(yours); err != nil || len(rest) >= 1<<20-10 {
		t.Errorf("and what waited is dropped: %d bytes more, %v", len(rest), err)
	}
}

// The code that shakes hands is crypto/tls; the protocol sees a transport.
func TestATLSListenerAndATLSConn(t *testing.T) {
	authority := certs.New("authority")
	server := &tls.Config{Certificates: []tls.Certificate{authority.Sign(certs.Leaf{Names: []string{"ravel.test"}})}, Time: certs.From}
	client := &tls.Config{RootCAs: authority.Pool(), ServerName: "ravel.test", Time: certs.From}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := newTold()
	running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		if _, err := b.Listen(tls.NewListener(inner, server), p.factory()); err != nil {
			t.Fatal(err)
		}
	})
	c, err := tls.Dial("tcp", inner.Addr().String(), client)
	if err != nil {
		t.Fatal(err)
	}
	c.Write([]byte("secret"))
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(c); string(got) != "secret" || err != nil {
		t.Errorf("it answers, and ends with close_notify: %q, %v", got, err)
	}
	if reason := <-p.lost; !errors.Is(reason, core.ErrConnectionDone) {
		t.Errorf("in order: %v", reason)
	}
}

func TestAFactoryThatRefusesClosesTheConn(t *testing.T) {
	mine, yours := net.Pipe()
	running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		_, err := b.Serve(mine, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, nil }))
		if !errors.Is(err, core.ErrConnectionRefused) {
			t.Errorf("Serve says so: %v", err)
		}
	})
	if _, err := yours.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the peer sees the end: %v", err)
	}
}

func TestABridgeOfAReactorThatIsClosed(t *testing.T) {
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	b := gonet.New(r)
	open, yours := net.Pipe()
	if _, err := b.Serve(open, newTold().factory()); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := yours.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("closing the reactor closes its conns: %v", err)
	}
	late, theirs := net.Pipe()
	if _, err := b.Serve(late, newTold().factory()); err == nil {
		t.Error("and then there is no serving")
	}
	if _, err := theirs.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a conn that is given is closed all the same: %v", err)
	}
}

// A nowhere is a conn without addresses.
type nowhere struct{ net.Conn }

func (nowhere) LocalAddr() net.Addr  { return nil }
func (nowhere) RemoteAddr() net.Addr { return nil }

func TestAConnWithoutAddresses(t *testing.T) {
	mine, yours := net.Pipe()
	p := newTold()
	running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		transport, err := b.Serve(nowhere{mine}, p.factory())
		if err != nil {
			t.Fatal(err)
		}
		if at := transport.RemoteAddr(); at == nil || at.String() != "(no address)" {
			t.Errorf("its peer is an address that says so: %v", at)
		}
	})
	yours.Close()
	if reason := <-p.lost; !errors.Is(reason, core.ErrConnectionDone) {
		t.Errorf("it is a connection as any: %v", reason)
	}
}

// A port whose net.Listener fails for ever logs that once, and is asked less and less often.
func TestAListenerThatFailsForEver(t *testing.T) {
	counted := make(chan struct{})
	asked := make(chan struct{}, 1000)
	r := running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		inner, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Listen(broken{inner, asked}, newTold().factory()); err != nil {
			t.Fatal(err)
		}
	})
	for range 4 { // the fourth time is after three pauses
		<-asked
	}
	r.Post(func() {
		if n := r.FailureCount(); n != 1 {
			t.Errorf("it is logged %d times, want once", n)
		}
		close(counted)
	})
	<-counted
}

type broken struct {
	net.Listener
	asked chan struct{}
}

func (b broken) Accept() (net.Conn, error) {
	b.asked <- struct{}{}
	return nil, io.ErrUnexpectedEOF
}
