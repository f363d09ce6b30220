package intprefix

import (
	"net"

	"ravel/core"
)

// A ClientConfig says what a Client does; each function may be nil.
type ClientConfig struct {
	Format
	// Connected is called once, first.
	Connected func(c *Client)
	// Received gets a string, lent until return.
	Received func(c *Client, s []byte)
	// Lost is called once, last.
	Lost func(c *Client, reason error)
}

// A Client is a Receiver that does what its configuration says.
type Client struct {
	Receiver
	config ClientConfig
}

// NewClient is a Client for one connection.
func NewClient(config ClientConfig) *Client {
	c := &Client{config: config}
	c.Handler, c.Format = c, config.Format
	return c
}

// ClientFactory makes a Client for each connection.
func ClientFactory(config ClientConfig) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) { return NewClient(config), nil })
}

// ConnectionMade calls Connected.
func (c *Client) ConnectionMade(t core.Transport) {
	c.Receiver.ConnectionMade(t)
	if c.config.Connected != nil {
		c.config.Connected(c)
	}
}

// StringReceived calls Received.
func (c *Client) StringReceived(s []byte) {
	if c.config.Received != nil {
		c.config.Received(c, s)
	}
}

// ConnectionLost calls Lost.
func (c *Client) ConnectionLost(reason error) {
	c.Receiver.ConnectionLost(reason)
	if c.config.Lost != nil {
		c.config.Lost(c, reason)
	}
}
