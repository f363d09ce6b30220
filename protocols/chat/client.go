package chat

import (
	"errors"
	"net"

	"ravel/core"
	"ravel/protocols/line"
)

// ErrText is a text that cannot be one message: it holds a line end or is longer than LineMax.
var ErrText = errors.New("chat: the text is not one line")

// A ClientConfig says what a Client does; each function may be nil.
type ClientConfig struct {
	// Name is offered first.
	Name string
	// Refused is asked for another name when name was taken or not allowed. Default: the client leaves.
	Refused func(c *Client, name string, why Kind) (another string)
	// Joined is called once, when the name was accepted.
	Joined func(c *Client)
	// Heard gets what another member says. name and text are lent until return.
	Heard func(c *Client, name, text []byte)
	// Lost is called once, last.
	Lost func(c *Client, reason error)
}

// A Client is one member.
type Client struct {
	line.Receiver
	config ClientConfig
	name   string
	joined bool
}

// NewClient is a Client for one connection.
func NewClient(config ClientConfig) *Client {
	c := &Client{config: config, name: config.Name}
	c.Handler, c.AcceptLF, c.MaxLength = c, true, messageMax
	return c
}

// ClientFactory makes a Client for each connection.
func ClientFactory(config ClientConfig) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) { return NewClient(config), nil })
}

// Name is what the client is called, or asks to be called.
func (c *Client) Name() string { return c.name }

// Joined is true once the name was accepted.
func (c *Client) Joined() bool { return c.joined }

// Say sends text, which is borrowed until return, to all the others. Before the name was accepted it
// is core.ErrNotConnected; a text that is not one line is ErrText.
func (c *Client) Say(text []byte) error {
	if !c.joined {
		return core.ErrNotConnected
	}
	if len(text) > LineMax {
		return ErrText
	}
	err := c.SendLine(text)
	if errors.Is(err, line.ErrDelimiter) {
		return ErrText
	}
	return err
}

// LineReceived is a line of the server.
func (c *Client) LineReceived(p []byte) {
	switch l := ParseLine(p); l.Kind {
	case Question:
		c.SendLine([]byte(c.name))
	case Taken, NotAllowed:
		c.refused(l.Kind)
	case Welcome:
		c.welcomed()
	case Message:
		if c.config.Heard != nil {
			c.config.Heard(c, l.Name, l.Text)
		}
	}
}

// ConnectionLost calls Lost.
func (c *Client) ConnectionLost(reason error) {
	c.Receiver.ConnectionLost(reason)
	c.joined = false
	if c.config.Lost != nil {
		c.config.Lost(c, reason)
	}
}

func (c *Client) refused(why Kind) {
	if c.config.Refused == nil {
		c.LoseConnection()
		return
	}
	c.name = c.config.Refused(c, c.name, why)
	c.SendLine([]byte(c.name))
}

// welcomed is told once: a member's text can look like a welcome only behind a name.
func (c *Client) welcomed() {
	if c.joined {
		return
	}
	c.joined = true
	if c.config.Joined != nil {
		c.config.Joined(c)
	}
}
