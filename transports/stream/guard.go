package stream

import (
	"fmt"

	"ravel/core"
)

// guarded makes a call of the user's code that is not on the way of the bytes. A panic is logged and
// returned as a *core.PanicError.
func (m *Machine) guarded(in string, of any, call func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = m.loop.Panicked(named(in, of), v)
		}
	}()
	call()
	return nil
}

// named says whose callback in is, also behind wrappers.
func named(in string, of any) string {
	for {
		switch w := of.(type) {
		case interface{ Unwrap() core.Protocol }:
			of = w.Unwrap()
		case interface{ Unwrap() core.Factory }:
			of = w.Unwrap()
		default:
			return fmt.Sprintf("%s of %T", in, of)
		}
	}
}

// start counts a use of f. The error is StartFactory's panic; then it is no use.
func (m *Machine) start(f core.Factory) error {
	return m.guarded("StartFactory", f, func() { m.uses.Start(f) })
}

func (m *Machine) stop(f core.Factory) {
	m.guarded("StopFactory", f, func() { m.uses.Stop(f) })
}

// build asks f for the protocol of a connection to peer. An error was logged.
func (m *Machine) build(f core.Factory, peer core.Addr) (p core.Protocol, err error) {
	var failed error
	if err = m.guarded("BuildProtocol", f, func() { p, failed = f.BuildProtocol(peer) }); err != nil {
		return nil, err
	}
	if failed != nil {
		m.loop.Failed(named("BuildProtocol", f), failed)
		return nil, failed
	}
	return p, nil
}

// recovered ends the connection if the deferring function panicked, which called in of v. It is deferred
// itself, so that the way of the bytes needs no closure.
func (c *conn) recovered(in string, of any) {
	if v := recover(); v != nil {
		c.panicked(in, of, v)
	}
}

// panicked ends the connection, to the peer in order if nothing waits. It is not used inside a call to the transport,
// where input may be on loan that discarding would end.
func (c *conn) panicked(in string, of, v any) {
	err := c.panic(named(in, of), v)
	if c.state.gone() {
		return
	}
	c.discard()
	c.cut(err)
}

// recoveredInside is recovered for a producer that was called inside a call to the transport.
func (c *conn) recoveredInside(in string, of any) {
	if v := recover(); v != nil {
		c.cut(c.panic(named(in, of), v))
	}
}
