package framing

import (
	"net"

	"ravel/core"
)

// StringEchoFactory makes servers that send every string back. Input is held back while a peer does not read.
func StringEchoFactory(codec NewStringCodec) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		e := &stringEcho{}
		e.Handler, e.Codec = e, codec()
		return e, nil
	})
}

type stringEcho struct{ Strings }

func (e *stringEcho) ConnectionMade(t core.Transport) {
	e.Strings.ConnectionMade(t)
	e.Throttle()
}

func (e *stringEcho) StringReceived(s []byte) { e.SendString(s) }

// ReadConnectionLost waits until everything the peer has sent went back.
func (e *stringEcho) ReadConnectionLost() { e.LoseWhenDelivered() }

func (e *stringEcho) WriteConnectionLost() { e.LoseConnection() }
