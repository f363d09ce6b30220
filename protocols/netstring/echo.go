package netstring

import (
	"net"

	"ravel/core"
)

// An EchoConfig says how to echo. The zero value works.
type EchoConfig struct {
	// MaxLength is the longest string that is received, in bytes. Default 99999.
	MaxLength int
}

// EchoFactory makes servers that send every string back. Input is held back while a peer does not read.
func EchoFactory(c EchoConfig) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		e := &echo{}
		e.Handler, e.MaxLength = e, c.MaxLength
		return e, nil
	})
}

type echo struct {
	Receiver
}

func (e *echo) ConnectionMade(t core.Transport) {
	e.Receiver.ConnectionMade(t)
	e.Throttle()
}

func (e *echo) StringReceived(s []byte) { e.SendString(s) }

// ReadConnectionLost waits until everything the peer has sent went back.
func (e *echo) ReadConnectionLost() { e.LoseWhenDelivered() }

func (e *echo) WriteConnectionLost() { e.LoseConnection() }
