package tls

import (
	stdtls "crypto/tls"
	"net"

	"ravel/core"
)

// A Factory builds protocols whose transport is secure, or can be made so, around those of another
// factory. It is told of the start, the stop and the client connections of the other one's uses, and
// passes them on; a ClientConnectionLost comes with the reason that the protocol was told.
//
// Both factories belong to the reactor whose clock was given.
type Factory struct {
	of      *shared
	inner   core.Factory
	config  *stdtls.Config // nil: the protocol starts TLS
	client  bool
	reason  error      // of the connection that was lost last, until the factory is told as well
	dialled *connector // of ConnectTLS
}

var (
	_ core.Starter        = (*Factory)(nil)
	_ core.Stopper        = (*Factory)(nil)
	_ core.ClientObserver = (*Factory)(nil)
)

// Server serves f's protocols over TLS, as the side with a certificate. clock is a reactor, or any clock:
// then what is written outside of a callback is not gathered into records. At most one Limits is given.
func Server(clock core.Clock, config *stdtls.Config, f core.Factory, l ...Limits) *Factory {
	return secure(clock, config, f, false, l)
}

// Client is Server for the side that dials. config has to name the server, or InsecureSkipVerify.
func Client(clock core.Clock, config *stdtls.Config, f core.Factory, l ...Limits) *Factory {
	return secure(clock, config, f, true, l)
}

// StartableServer serves f's protocols in the clear, with a transport that is a core.TLSStarter for the
// side with a certificate.
func StartableServer(clock core.Clock, f core.Factory, l ...Limits) *Factory {
	return newFactory(clock, nil, f, false, l)
}

// StartableClient is StartableServer for the side that dials.
func StartableClient(clock core.Clock, f core.Factory, l ...Limits) *Factory {
	return newFactory(clock, nil, f, true, l)
}

func secure(clock core.Clock, config *stdtls.Config, f core.Factory, client bool, l []Limits) *Factory {
	if config == nil {
		panic("tls: a nil Config")
	}
	return newFactory(clock, config, f, client, l)
}

func newFactory(clock core.Clock, config *stdtls.Config, f core.Factory, client bool, l []Limits) *Factory {
	if f == nil {
		panic("tls: a nil Factory")
	}
	return &Factory{of: newShared(clock, l), inner: f, config: config, client: client}
}

// Unwrap is the factory of the protocols.
func (f *Factory) Unwrap() core.Factory { return f.inner }

// BuildProtocol is documented at core.Factory.
func (f *Factory) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	p, err := f.inner.BuildProtocol(peer)
	if p == nil || err != nil {
		return nil, err
	}
	c := &conn{of: f.of, config: f.config, client: f.client, protocol: p}
	if f.client {
		c.told = f.told
		if f.dialled != nil {
			f.dialled.conn = c
		}
	}
	return (*driver)(c), nil
}

func (f *Factory) told(reason error) {
	f.reason = reason
	if f.dialled != nil {
		f.dialled.conn = nil
	}
}

// StartFactory is documented at core.Starter.
func (f *Factory) StartFactory() { f.of.uses.Start(f.inner) }

// StopFactory is documented at core.Stopper.
func (f *Factory) StopFactory() { f.of.uses.Stop(f.inner) }

// StartedConnecting is documented at core.ClientObserver.
func (f *Factory) StartedConnecting(c core.Connector) {
	if o, ok := f.inner.(core.ClientObserver); ok {
		o.StartedConnecting(f.connector(c))
	}
}

// ClientConnectionFailed is documented at core.ClientObserver.
func (f *Factory) ClientConnectionFailed(c core.Connector, reason error) {
	if o, ok := f.inner.(core.ClientObserver); ok {
		o.ClientConnectionFailed(f.connector(c), reason)
	}
}

// ClientConnectionLost is documented at core.ClientObserver.
func (f *Factory) ClientConnectionLost(c core.Connector, reason error) {
	// The protocol was told a moment ago, and nobody in between.
	if f.reason != nil {
		reason, f.reason = f.reason, nil
	}
	if o, ok := f.inner.(core.ClientObserver); ok {
		o.ClientConnectionLost(f.connector(c), reason)
	}
}

// connector is c as the factory sees it.
func (f *Factory) connector(c core.Connector) core.Connector {
	if f.dialled == nil {
		return c
	}
	f.dialled.Connector = c
	return f.dialled
}

// A connector is the one below, but that it disconnects in order.
type connector struct {
	core.Connector
	conn *conn // while there is a connection
}

// Disconnect is documented at core.Connector.
func (k *connector) Disconnect() {
	if k.conn != nil && k.conn.below != nil {
		k.conn.LoseConnection()
		return
	}
	k.Connector.Disconnect()
}
