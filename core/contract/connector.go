package contract

import (
	"errors"
	"net"

	"ravel/core"
)

// A connector is what a watched factory sees of a Connector.
type connector struct {
	f     *factory
	c     core.Connector
	state State
	calls int
}

// connector is the one around c. One that is idle is forgotten, until it is told to connect.
func (f *factory) connector(c core.Connector) *connector {
	w := f.connectors[c]
	if w == nil {
		w = &connector{f: f, c: c, state: Idle}
		f.connectors[c] = w
	}
	return w
}

// StartedConnecting implements core.ClientObserver.
func (f *factory) StartedConnecting(c core.Connector) {
	w := f.connector(c)
	f.move(StartedConnecting, &w.state)
	if s := c.State(); s != core.Connecting {
		f.broken("K-011", "%v", s)
	}
	f.f.(core.ClientObserver).StartedConnecting(w)
}

// ClientConnectionFailed implements core.ClientObserver.
func (f *factory) ClientConnectionFailed(c core.Connector, reason error) {
	w := f.ends(ClientConnectionFailed, c)
	if !isFailure(reason) {
		f.broken("K-013", "%v", reason)
	}
	f.f.(core.ClientObserver).ClientConnectionFailed(w, reason)
	f.forget(w)
}

// ClientConnectionLost implements core.ClientObserver.
func (f *factory) ClientConnectionLost(c core.Connector, reason error) {
	w := f.ends(ClientConnectionLost, c)
	if !isLoss(reason) {
		f.broken("K-014", "%v", reason)
	}
	if f.clientLost++; f.clientLost > f.ended {
		f.broken("K-015", "%d of them after %d connections that have ended", f.clientLost, f.ended)
	}
	f.f.(core.ClientObserver).ClientConnectionLost(w, reason)
	f.forget(w)
}

func (f *factory) ends(e Event, c core.Connector) *connector {
	w := f.connector(c)
	if w.calls > 0 {
		f.broken("K-016", "%v inside a call", e)
	}
	f.move(e, &w.state)
	if s := c.State(); s != core.Disconnected {
		f.broken("K-012", "%v in %v", s, e)
	}
	return w
}

func (f *factory) forget(w *connector) {
	if w.state == Idle {
		delete(f.connectors, w.c)
	}
}

// isFailure is true of a reason for which a connection can fail to come about.
func isFailure(reason error) bool {
	for _, sentinel := range []error{
		core.ErrConnectionRefused, core.ErrTimeout, core.ErrNoRoute, core.ErrConnectBind,
		core.ErrStoppedConnecting, core.ErrConnectFailed,
	} {
		if errors.Is(reason, sentinel) {
			return true
		}
	}
	return false
}

// Connect implements core.Connector.
func (w *connector) Connect() error {
	w.f.connectors[w.c] = w
	return w.call("Connect", core.Disconnected, w.c.Connect)
}

// StopConnecting implements core.Connector.
func (w *connector) StopConnecting() error {
	return w.call("StopConnecting", core.Connecting, w.c.StopConnecting)
}

// call makes a call that is allowed in one state.
func (w *connector) call(name string, allowed core.ConnectorState, f func() error) error {
	w.calls++
	defer w.returned()
	was := w.c.State()
	err := f()
	if errors.Is(err, core.ErrConnectorState) != (was != allowed) {
		w.f.broken("K-017", "%v from %s while %v", err, name, was)
	}
	return err
}

func (w *connector) returned() { w.calls-- }

// Disconnect implements core.Connector.
func (w *connector) Disconnect() {
	w.calls++
	defer w.returned()
	w.c.Disconnect()
}

// Destination implements core.Connector.
func (w *connector) Destination() net.Addr { return w.c.Destination() }

// State implements core.Connector.
func (w *connector) State() core.ConnectorState { return w.c.State() }
