package finger

import (
	"errors"
	"net"

	"ravel/core"
)

// AnswerMax is the longest answer in bytes, unless a ClientConfig says otherwise.
const AnswerMax = 1 << 20

// ErrAnswerTooLong is an answer past AnswerMax.
var ErrAnswerTooLong = errors.New("finger: the answer is too long")

// A ClientConfig says what to ask. The zero value works and asks for the list of users.
type ClientConfig struct {
	Query Query
	// Done is called once, with the answer as it came (see Clean) and nil, or with what had come and
	// why there is no more: ErrAnswerTooLong, or the reason the connection was lost. answer is given.
	// May be nil.
	Done func(answer []byte, err error)
	// AnswerMax is the longest answer in bytes. Default 1 MiB.
	AnswerMax int
}

// ClientFactory makes clients that ask one query each.
func ClientFactory(c ClientConfig) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) { return NewClient(c), nil })
}

// NewClient is a client for one connection.
func NewClient(c ClientConfig) core.Protocol {
	if c.AnswerMax == 0 {
		c.AnswerMax = AnswerMax
	}
	return &client{config: c}
}

type client struct {
	core.Base
	config  ClientConfig
	answer  []byte
	tooLong bool
}

// ConnectionMade asks.
func (c *client) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	t.Write(c.config.Query.Append(nil))
}

// DataReceived collects the answer.
func (c *client) DataReceived(p []byte) {
	if c.tooLong {
		return
	}
	room := c.config.AnswerMax - len(c.answer)
	c.answer = append(c.answer, p[:min(len(p), room)]...)
	if len(p) > room {
		c.tooLong = true
		c.Transport.AbortConnection()
	}
}

// ConnectionLost is the end of the answer if it is orderly: RFC 1288 2.1 has the server close the
// connection behind it.
func (c *client) ConnectionLost(reason error) {
	switch {
	case c.config.Done == nil:
	case c.tooLong:
		c.config.Done(c.answer, ErrAnswerTooLong)
	case errors.Is(reason, core.ErrConnectionDone):
		c.config.Done(c.answer, nil)
	default:
		c.config.Done(c.answer, reason)
	}
}
