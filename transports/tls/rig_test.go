package tls_test

import (
	stdtls "crypto/tls"
	"fmt"
	"net"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
	"ravel/reactortest"
	"ravel/reactortest/certs"
	"ravel/transports/tls"
)

// A rig is a fake reactor with certificates.
type rig struct {
	*testing.T
	r              *fakes.Reactor
	server, client *stdtls.Config
	ends           []*end
}

func newRig(t *testing.T) *rig {
	g := &rig{T: t, r: fakes.NewReactor(fakes.Config{Seed: 1})}
	g.server, g.client = configs(g.r.Now)
	return g
}

// configs are a server's and a client's that trust each other.
func configs(now func() time.Time) (server, client *stdtls.Config) {
	ca := certs.New("spec")
	server = &stdtls.Config{Certificates: []stdtls.Certificate{ca.Sign(certs.Leaf{Names: []string{"127.0.0.1", "server"}})}, Time: now}
	client = &stdtls.Config{RootCAs: ca.Pool(), ServerName: "server", Time: now}
	return server, client
}

// An end is one end of a connection: a protocol that writes down what it is told.
type end struct {
	name     string
	t        core.Transport
	log      []string
	received []byte
	reason   error
	onMade   func()
	onShaken func()
	onData   func(p []byte)
	onReadLost,
	onLost func()
}

func (g *rig) end(name string) *end {
	e := &end{name: name}
	g.ends = append(g.ends, e)
	return e
}

func (e *end) note(format string, args ...any) { e.log = append(e.log, fmt.Sprintf(format, args...)) }

func (e *end) ConnectionMade(t core.Transport) {
	e.t = t
	e.note("made")
	call(e.onMade)
}

func (e *end) HandshakeCompleted() {
	e.note("shaken")
	call(e.onShaken)
}

func (e *end) DataReceived(p []byte) {
	e.received = append(e.received, p...)
	if n := len(e.log); !strings.HasPrefix(e.log[n-1], "data") {
		e.note("data")
	}
	if e.onData != nil {
		e.onData(p)
	}
}

func (e *end) ConnectionLost(reason error) {
	e.reason = reason
	e.note("lost: %s", reactortest.Reason(reason))
	call(e.onLost)
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// A halfEnd knows of half-closing.
type halfEnd struct{ *end }

func (e halfEnd) ReadConnectionLost()  { e.note("read lost"); call(e.onReadLost) }
func (e halfEnd) WriteConnectionLost() { e.note("write lost") }

// factory serves p once, watched.
func (g *rig) factory(p core.Protocol) core.Factory {
	return contract.WatchFactory(core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil }),
		func(v contract.Violation) { g.Errorf("the contract was violated: %v", v) })
}

// connect connects client to server through the factories that wrap makes of them.
func (g *rig) connect(server, client core.Protocol) {
	g.Helper()
	g.connectWith(tls.Server(g.r, g.server, g.factory(server)), tls.Client(g.r, g.client, g.factory(client)))
}

func (g *rig) connectWith(server, client core.Factory) {
	g.Helper()
	l, err := g.r.ListenTCP("127.0.0.1:0", server)
	if err != nil {
		g.Fatal(err)
	}
	if _, err := g.r.ConnectTCP(l.Addr().String(), client); err != nil {
		g.Fatal(err)
	}
	g.settle()
	l.StopListening(nil)
	g.settle()
}

// settle lets everything happen that needs no time.
func (g *rig) settle() {
	g.Helper()
	for range 200 {
		g.r.Turn()
	}
}

func (g *rig) want(why string, e *end, log ...string) {
	g.Helper()
	if !slices.Equal(e.log, log) {
		g.Errorf("%s: %s\n got %q\nwant %q\nreason %v", why, e.name, e.log, log, e.reason)
	}
}

func (g *rig) wantThat(why string, ok bool) {
	g.Helper()
	if !ok {
		g.Errorf("%s: it is not so", why)
	}
}

// handshakes is how many coroutines are inside a handshake. Counting goroutines would count the runtime's too.
func handshakes() int {
	var stacks strings.Builder
	pprof.Lookup("goroutine").WriteTo(&stacks, 2)
	return strings.Count(stacks.String(), "crypto/tls.(*Conn).Handshake(")
}

// over asks that nothing is left.
func (g *rig) over() {
	g.Helper()
	g.settle()
	g.r.CheckLeaks(g)
}
