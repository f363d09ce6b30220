package policies_test

import (
	"fmt"
	"net"
	"slices"
	"testing"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
)

// A teller writes down what it is told, and keeps its transport.
type teller struct {
	core.Base
	log []string
}

func (p *teller) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	p.note("made")
}
func (p *teller) DataReceived(b []byte)       { p.note("data %q", b) }
func (p *teller) ConnectionLost(reason error) { p.note("lost %v", reason) }
func (p *teller) ReadConnectionLost()         { p.note("read lost") }
func (p *teller) WriteConnectionLost()        { p.note("write lost") }
func (p *teller) note(f string, with ...any)  { p.log = append(p.log, fmt.Sprintf(f, with...)) }

func (p *teller) want(t testing.TB, why string, log ...string) {
	t.Helper()
	if !slices.Equal(p.log, log) {
		t.Errorf("%s:\n got %q\nwant %q", why, p.log, log)
	}
}

// serves builds ps one after another, each watched: what is above a policy must see a proper transport.
func serves(t testing.TB, ps ...core.Protocol) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		next := ps[0]
		ps = ps[1:]
		return contract.Watch(next, func(v contract.Violation) { t.Error(v) }), nil
	})
}

// connect connects a protocol of f, watched from below as well.
func connect(t testing.TB, f core.Factory, c ...fakes.StringConfig) *fakes.StringTransport {
	t.Helper()
	wire := fakes.NewStringTransport(c...)
	p, err := f.BuildProtocol(wire.RemoteAddr())
	if err != nil || p == nil {
		t.Fatalf("%v, %v", p, err)
	}
	wire.Connect(contract.Watch(p, func(v contract.Violation) { t.Error(v) }))
	return wire
}
