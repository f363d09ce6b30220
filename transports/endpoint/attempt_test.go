package endpoint_test

import (
	"errors"
	"log/slog"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/endpoint"
)

// A plain protocol notes what becomes of it.
type plain struct {
	core.Base
	made, lost int
	reason     error
	onMade     func()
}

func (p *plain) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	p.made++
	if p.onMade != nil {
		p.onMade()
	}
}

func (p *plain) ConnectionLost(reason error) { p.lost++; p.reason = reason }

func serves(p ...core.Protocol) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		if len(p) == 0 {
			return &core.Base{}, nil
		}
		next := p[0]
		p = p[1:]
		return next, nil
	})
}

// counted counts its uses.
type counted struct {
	core.Factory
	started, stopped int
}

func (c *counted) StartFactory() { c.started++ }
func (c *counted) StopFactory()  { c.stopped++ }

func listening(t testing.TB, r *fakes.Reactor, f core.Factory) string {
	t.Helper()
	l, err := r.ListenTCP("127.0.0.1:0", f)
	if err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// failure is what d failed with, which is handled by that.
func failure[T any](t testing.TB, d *core.Deferred[T]) error {
	t.Helper()
	_, err, ok := d.Result()
	if !ok {
		t.Fatal("there is no result yet")
	}
	d.AddErrback(func(error) (T, error) { return *new(T), nil })
	return err
}

func TestTheResultComesWhenConnectionMadeHasRun(t *testing.T) {
	r := fakes.NewReactor()
	p := &plain{}
	f := &counted{Factory: serves(p)}
	d := endpoint.TCPClient{Addr: listening(t, r, serves())}.Connect(r, f)
	p.onMade = func() {
		if d.Called() {
			t.Error("the result is there before ConnectionMade has returned")
		}
	}
	if d.Called() {
		t.Error("the result is there before anything has happened")
	}
	r.Advance(time.Second)
	if got, err, ok := d.Result(); !ok || got != core.Protocol(p) || err != nil {
		t.Errorf("the result is %v, %v, %v; want the protocol that the factory built", got, err, ok)
	}
	p.Transport.LoseConnection()
	r.Advance(time.Second)
	if p.lost != 1 || f.started != 1 || f.stopped != 1 {
		t.Errorf("lost %d, started %d, stopped %d; want each once", p.lost, f.started, f.stopped)
	}
}

// The log EP-05.
func TestAFactoryWithoutAProtocolIsErrNoProtocol(t *testing.T) {
	r := fakes.NewReactor()
	server := &plain{}
	d := endpoint.TCPClient{Addr: listening(t, r, serves(server))}.Connect(r, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, nil }))
	r.Advance(time.Second)
	if err := failure(t, d); err != core.ErrNoProtocol {
		t.Errorf("%v, want ErrNoProtocol", err)
	}
	if server.lost != 1 {
		t.Error("the connection must end")
	}
	broken := errors.New("broken")
	d = endpoint.TCPClient{Addr: listening(t, r, serves())}.Connect(r, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, broken }))
	r.Advance(time.Second)
	if err := failure(t, d); err != broken {
		t.Errorf("%v, want what the factory said", err)
	}
	if len(r.Failures()) != 0 {
		t.Errorf("what the Deferred tells is logged as well: %v", r.Failures())
	}
}

// The log EP-06.
func TestCancellingGivesTheAttemptUp(t *testing.T) {
	r := fakes.NewReactor()
	f := &counted{Factory: serves()}
	d := endpoint.TCPClient{Addr: "10.0.0.99:9"}.Connect(r, f) // nobody answers
	r.Advance(time.Second)
	d.Cancel()
	err := failure(t, d)
	var c *core.ConnectError
	if !errors.Is(err, core.ErrCancelled) || !errors.As(err, &c) || c.Addr.String() != "10.0.0.99:9" {
		t.Errorf("%v, want a ConnectError with the address that is ErrCancelled", err)
	}
	r.Advance(time.Second)
	if f.started != 1 || f.stopped != 1 || r.Pending() != 0 {
		t.Errorf("started %d, stopped %d, %d calls pending; want 1, 1, 0", f.started, f.stopped, r.Pending())
	}
}

func TestCancellingInsideConnectionMadeLosesTheConnection(t *testing.T) {
	r := fakes.NewReactor()
	p := &plain{}
	d := endpoint.TCPClient{Addr: listening(t, r, serves())}.Connect(r, serves(p))
	p.onMade = func() { d.Cancel() }
	r.Advance(time.Second)
	if err := failure(t, d); !errors.Is(err, core.ErrCancelled) || p.lost != 1 {
		t.Errorf("%v and lost %d times; want ErrCancelled and once", err, p.lost)
	}
}

func TestFailuresArriveThroughTheResult(t *testing.T) {
	r := fakes.NewReactor()
	for want, e := range map[error]core.ClientEndpoint{
		core.ErrConnectionRefused: endpoint.TCPClient{Addr: "127.0.0.1:1"},
		core.ErrTimeout:           endpoint.TCPClient{Addr: "10.0.0.99:9", Config: core.ConnectConfig{Timeout: time.Second}},
		core.ErrInvalidAddress:    endpoint.TCPClient{Addr: "nonsense"},
	} {
		d := e.Connect(r, serves())
		r.Advance(2 * time.Second)
		if err := failure(t, d); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", e, err, want)
		}
	}
	d := endpoint.TCPServer{Addr: "nonsense"}.Listen(r, serves())
	if err := failure(t, d); !errors.Is(err, core.ErrInvalidAddress) || !errors.Is(err, core.ErrCannotListen) {
		t.Errorf("listening on nonsense: %v", err)
	}
	u := endpoint.UNIXClient{Path: "/nowhere"}.Connect(r, serves())
	r.Advance(time.Second)
	if err := failure(t, u); err == nil {
		t.Error("a UNIX socket that is not there was connected to")
	}
}

func TestAPanicInConnectionMadeIsTheResult(t *testing.T) {
	r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.DiscardHandler)})
	p := &plain{onMade: func() { panic("no") }}
	d := endpoint.TCPClient{Addr: listening(t, r, serves())}.Connect(r, serves(p))
	r.Advance(time.Second)
	var panicked *core.PanicError
	if err := failure(t, d); !errors.As(err, &panicked) || len(r.Failures()) != 1 {
		t.Errorf("%v with %v logged; want the panic, logged once", err, r.Failures())
	}
}

type halfPlain struct{ plain }

func (*halfPlain) ReadConnectionLost()  {}
func (*halfPlain) WriteConnectionLost() {}

func TestTheFacetsOfAProtocolAreKept(t *testing.T) {
	r := fakes.NewReactor()
	server, client := &plain{}, &halfPlain{}
	endpoint.TCPClient{Addr: listening(t, r, serves(server))}.Connect(r, serves(client))
	r.Advance(time.Second)
	server.Transport.LoseConnection()
	r.Advance(time.Second)
	if client.lost != 0 {
		t.Error("a protocol that outlives the peer's end was not asked")
	}
	client.Transport.LoseConnection()
	r.Advance(time.Second)
}

func TestAWrappedEndpointGivesTheProtocolInside(t *testing.T) {
	r := fakes.NewReactor()
	p := &plain{}
	var wrapped []core.Protocol
	around := func(f core.Factory) core.Factory {
		return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
			inner, err := f.BuildProtocol(peer)
			wrapped = append(wrapped, inner)
			return &struct{ core.Protocol }{inner}, err
		})
	}
	server := endpoint.WrapServer(endpoint.TCPServer{Addr: "127.0.0.1:0"}, around)
	l, _, ok := server.Listen(r, serves()).Result()
	if !ok {
		t.Fatal("it does not listen")
	}
	d := endpoint.WrapClient(endpoint.TCPClient{Addr: l.Addr().String()}, around).Connect(r, serves(p))
	r.Advance(time.Second)
	if got, err, ok := d.Result(); !ok || got != core.Protocol(p) || len(wrapped) != 2 {
		t.Errorf("%v, %v, %v with %d wrapped; want the protocol inside, and both ends wrapped", got, err, ok, len(wrapped))
	}
	p.Transport.LoseConnection()
	r.Advance(time.Second)
}

func TestAWrapperThatAsksForNoProtocolIsErrNoProtocol(t *testing.T) {
	r := fakes.NewReactor()
	hiding := func(core.Factory) core.Factory { return serves(&plain{}) }
	d := endpoint.WrapClient(endpoint.TCPClient{Addr: listening(t, r, serves())}, hiding).Connect(r, serves())
	r.Advance(time.Second)
	if err := failure(t, d); err != core.ErrNoProtocol {
		t.Errorf("%v, want ErrNoProtocol", err)
	}
}

func TestConnectProtocol(t *testing.T) {
	r := fakes.NewReactor()
	p := &plain{}
	d := endpoint.ConnectProtocol(endpoint.TCPClient{Addr: listening(t, r, serves())}, r, p)
	r.Advance(time.Second)
	if got, err, ok := d.Result(); !ok || got != p || err != nil || p.made != 1 {
		t.Errorf("%v, %v, %v", got, err, ok)
	}
	p.Transport.LoseConnection()
	r.Advance(time.Second)
}
