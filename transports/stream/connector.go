package stream

import (
	"net"
	"syscall"
	"time"

	"ravel/core"
	"ravel/core/port"
)

// connectTimeout is ConnectConfig's default.
const connectTimeout = 30 * time.Second

// A connector is one dialled connection, and the next one if its factory asks for it.
//
// An attempt ends in fail, a connection in lost; either is told to the factory among the loop's
// endings, with the connector Disconnected. Until then it cannot connect again.
type connector struct {
	common
	links[connector]
	factory core.Factory
	dial    port.DialConfig
	timeout time.Duration
	// open, if not nil, dials instead of the port.
	open func() (port.Stream, error)
	// vet, if not nil, says why dialling would be in vain.
	vet func() error

	state     core.ConnectorState
	conn      *conn // the attempt or the connection
	transport core.Transport
	timer     *core.DelayedCall
	counted   bool  // as a use of the factory
	leaving   bool  // Disconnect was called while the protocol was being built
	telling   bool  // reason is to be told
	lostToo   bool  // it is the loss of a connection
	reason    error // why the attempt failed or the connection was lost
}

var _ core.Connector = (*connector)(nil)

// Destination is documented at core.Connector.
func (k *connector) Destination() net.Addr { return k.addr(k.dial.To) }

// State is documented at core.Connector.
func (k *connector) State() core.ConnectorState { return k.state }

// Connect is documented at core.Connector. It is core.ErrConnectorState also after StopConnecting until
// ClientConnectionFailed was called.
func (k *connector) Connect() error {
	if k.state != core.Disconnected || k.telling {
		return core.ErrConnectorState
	}
	k.state = core.Connecting
	k.m.connectors.add(k)
	if err := k.begin(); err != nil {
		k.fail(err)
	}
	if o, ok := k.factory.(core.ClientObserver); ok {
		err := k.m.guarded("StartedConnecting", k.factory, func() { o.StartedConnecting(k) })
		if err != nil && k.state == core.Connecting && !k.telling {
			k.fail(err)
		}
	}
	return nil
}

func (k *connector) begin() error {
	if !k.counted {
		if err := k.m.start(k.factory); err != nil {
			return err
		}
		k.counted = true
	}
	if k.vet != nil {
		if err := k.vet(); err != nil {
			return err
		}
	}
	s, err := k.socket()
	if err != nil {
		return k.failed(connectReason(err, k.network == "unix"), supported(err))
	}
	k.conn, k.transport = newConn(&k.common, s)
	k.conn.connector = k
	s.Want(port.Write)
	k.conn.wanted = port.Write
	if k.timeout >= 0 {
		k.timer = k.m.loop.CallLater(k.timeout, func() { k.fail(k.failed(core.ErrTimeout, nil)) })
	}
	return nil
}

func (k *connector) socket() (port.Stream, error) {
	if k.open != nil {
		return k.open()
	}
	return k.m.loop.Port().Dial(k.dial)
}

// StopConnecting is documented at core.Connector.
func (k *connector) StopConnecting() error {
	if k.state != core.Connecting || k.telling {
		return core.ErrConnectorState
	}
	k.fail(k.failed(core.ErrStoppedConnecting, nil))
	k.state = core.Disconnected
	return nil
}

// Disconnect is documented at core.Connector.
func (k *connector) Disconnect() {
	switch {
	case k.telling:
	case k.state == core.Connecting:
		k.StopConnecting()
	case k.state == core.Connected && k.conn.state == making:
		k.leaving = true
	case k.state == core.Connected:
		k.conn.LoseConnection()
	}
}

func (k *connector) failed(reason, err error) error {
	return &core.ConnectError{Addr: k.addr(k.dial.To), Reason: reason, Err: err}
}

// fail ends an attempt.
func (k *connector) fail(reason error) {
	k.drop()
	k.tell(reason, false)
}

// drop closes the socket of an attempt.
func (k *connector) drop() {
	k.m.connectors.remove(k)
	k.stopTimer()
	if k.conn != nil {
		k.conn.forget(abort)
	}
}

// release ends an attempt of which nobody is told.
func (k *connector) release() {
	k.drop()
	k.conn, k.transport, k.state = nil, nil, core.Disconnected
}

func (k *connector) stopTimer() {
	if k.timer != nil {
		k.timer.Cancel()
		k.timer = nil
	}
}

// tell has the factory told of reason among the loop's endings.
func (k *connector) tell(reason error, lost bool) {
	k.conn, k.transport = nil, nil
	k.telling, k.lostToo, k.reason = true, lost, reason
	k.m.loop.End((*connectorDriver)(k))
}

// ready is called when the attempt's socket is ready.
func (k *connector) ready() {
	s := k.conn.sock
	err := s.Connected()
	if err != nil && again(err) {
		return
	}
	if err == nil && k.toItself(s) {
		// Dialling a free port of its own range, the system can pick the very port for this end, and
		// the two ends of a simultaneous open are then one. Nobody listens there.
		err = errSelf
	}
	if err != nil && errno(err) != syscall.ECONNRESET {
		k.fail(k.failed(connectReason(err, k.network == "unix"), err))
		return
	}
	k.m.connectors.remove(k)
	k.stopTimer()
	k.state = core.Connected
	c := k.conn
	if err == nil {
		k.serve(s.RemoteAddr())
		return
	}
	// Only what was established can be reset: a peer that does not want the connection refuses it. That
	// the reset was faster than this turn makes it no failure to connect.
	k.serve(k.dial.To)
	if c.state != lost {
		c.finish(lostAt("read", err), inOrder)
	}
}

// toItself: both ends of s are the same socket, and nobody asked for that.
func (k *connector) toItself(s port.Stream) bool {
	return k.network == "tcp" && !k.dial.Local.AddrPort.IsValid() && s.LocalAddr() == s.RemoteAddr()
}

// serve gives the connection its protocol. Without one it is closed, and the factory told so.
func (k *connector) serve(peer port.Addr) {
	c, t := k.conn, k.transport
	k.transport, k.leaving = nil, false
	p, err := k.m.build(k.factory, k.addr(peer))
	if err != nil || p == nil {
		reason := core.ErrConnectionDone
		if err != nil {
			reason = lostAt("build", err)
		}
		c.refuseBuilt()
		k.tell(reason, true)
		return
	}
	c.start(p, t, peer)
	if k.leaving {
		c.LoseConnection()
	}
}

// lost is called after the protocol's ConnectionLost, among the endings.
func (k *connector) lost(reason error) {
	k.conn = nil
	k.lostToo, k.reason = true, reason
	k.end()
}

// A connectorDriver is a connector as the loop sees it.
type connectorDriver connector

func (d *connectorDriver) End() { (*connector)(d).end() }

// end tells the factory how it ended. If the factory does not connect again meanwhile, that was this
// connector's use of it.
func (k *connector) end() {
	reason := k.reason
	k.state, k.telling, k.reason = core.Disconnected, false, nil
	if o, ok := k.factory.(core.ClientObserver); ok {
		if k.lostToo {
			k.m.guarded("ClientConnectionLost", k.factory, func() { o.ClientConnectionLost(k, reason) })
		} else {
			k.m.guarded("ClientConnectionFailed", k.factory, func() { o.ClientConnectionFailed(k, reason) })
		}
	}
	if k.counted && k.state == core.Disconnected && !k.telling {
		k.counted = false
		k.m.stop(k.factory)
	}
}
