package core

import (
	"net"
	"reflect"
)

// A Factory makes the protocol of each new connection.
//
// A factory may also be a [Starter], a [Stopper] and, for connections that are dialled, a
// [ClientObserver]. One factory may serve several ports.
type Factory interface {
	// BuildProtocol returns the protocol for a connection to peer. A nil protocol with a nil error
	// refuses the connection: it is closed in order. An error (or a panic) closes it too and is
	// logged; the port lives on.
	BuildProtocol(peer net.Addr) (Protocol, error)
}

// FactoryFunc is a function as a Factory.
type FactoryFunc func(peer net.Addr) (Protocol, error)

// BuildProtocol calls f.
func (f FactoryFunc) BuildProtocol(peer net.Addr) (Protocol, error) { return f(peer) }

// A Starter is a Factory that is told before its first port or connector of a reactor begins.
type Starter interface{ StartFactory() }

// A Stopper is a Factory that is told after its last port or connector of a reactor has ended.
type Stopper interface{ StopFactory() }

// A ClientObserver is a Factory that follows the connections it is dialled for. Failed and Lost come
// after the protocol's own ConnectionLost, and may call c.Connect() to try again.
type ClientObserver interface {
	StartedConnecting(c Connector)
	ClientConnectionFailed(c Connector, reason error)
	ClientConnectionLost(c Connector, reason error)
}

// FactoryUses counts who uses each factory, so that StartFactory comes with the first use and
// StopFactory with the end of the last. The zero value is ready. A factory that cannot be compared, such
// as a FactoryFunc, is counted each use for itself.
type FactoryUses struct {
	counts map[Factory]int
}

// Start counts one more use of f. A StartFactory that panics makes it none.
func (u *FactoryUses) Start(f Factory) {
	if reflect.ValueOf(f).Comparable() {
		if u.counts == nil {
			u.counts = make(map[Factory]int)
		}
		u.counts[f]++
		if u.counts[f] > 1 {
			return
		}
	}
	if s, ok := f.(Starter); ok {
		started := false
		defer func() {
			if !started {
				u.forget(f)
			}
		}()
		s.StartFactory()
		started = true
	}
}

// forget counts one use of f less without a word to f.
func (u *FactoryUses) forget(f Factory) {
	if !reflect.ValueOf(f).Comparable() {
		return
	}
	if u.counts[f]--; u.counts[f] == 0 {
		delete(u.counts, f)
	}
}

// Stop counts one use of f less.
func (u *FactoryUses) Stop(f Factory) {
	if reflect.ValueOf(f).Comparable() {
		if u.counts[f] == 0 {
			panic("core: a factory was stopped more often than it was started")
		}
		u.counts[f]--
		if u.counts[f] > 0 {
			return
		}
		delete(u.counts, f)
	}
	if s, ok := f.(Stopper); ok {
		s.StopFactory()
	}
}
