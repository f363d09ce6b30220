package stream_test

import (
	"net"
	"testing"

	"ravel/core"
	"ravel/fakes"
)

// A parrot sends what it hears back, logs it, and panics at "!".
type parrot struct{ core.Base }

func (s *parrot) DataReceived(p []byte) {
	core.TransportLogger(s.Transport, nil).Info("heard", "bytes", len(p))
	if p[0] == '!' {
		panic("too loud")
	}
	s.Transport.Write(p)
}

// A caller says something.
type caller struct {
	core.Base
	text string
}

func (c *caller) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	t.Write([]byte(c.text))
}

func call(t *testing.T, r *fakes.Reactor, l core.Listener, text string) *caller {
	t.Helper()
	c := &caller{text: text}
	if _, err := r.ConnectTCP(l.Addr().String(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return c, nil })); err != nil {
		t.Fatal(err)
	}
	r.RunUntilIdle(0)
	return c
}

func TestStreamsAreCountedAndNamedInTheLog(t *testing.T) {
	log := fakes.NewLog()
	r := fakes.NewReactor(fakes.Config{Logger: log.Logger()})
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &parrot{}, nil }))
	if err != nil {
		t.Fatal(err)
	}
	c := call(t, r, l, "hello")
	got := r.Stats()
	if got.Connections != 2 || got.Made != 2 || got.Ports != 1 || got.Received != 10 || got.Sent != 10 {
		t.Errorf("%+v, want one port, both ends of a connection, and 5 bytes each way twice", got)
	}
	heard := log.Find("heard")
	if len(heard) != 1 || heard[0].Attr("protocol") != "*stream_test.parrot" || heard[0].Attr("peer") != c.Transport.LocalAddr().String() {
		t.Errorf("the log has %q, want who heard what from whom", log.Lines())
	}
	c.Transport.LoseConnection()
	call(t, r, l, "!")
	panics := log.Find("panic")
	if len(panics) != 1 || panics[0].Attr("serial") == heard[0].Attr("serial") || panics[0].Attr("protocol") != "*stream_test.parrot" {
		t.Errorf("the log has %q, want the panic of another connection", panics)
	}
	l.StopListening(nil)
	r.RunUntilIdle(0)
	if got := r.Stats(); got.Connections != 0 || got.Made != 4 || got.Ports != 0 {
		t.Errorf("%+v, want nothing open of four connections", got)
	}
}
