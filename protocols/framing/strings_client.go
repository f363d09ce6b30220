package framing

import (
	"net"

	"ravel/core"
)

// A StringClientConfig says what a StringClient does; each function may be nil.
type StringClientConfig struct {
	// Codec is needed.
	Codec NewStringCodec
	// Connected is called once, first.
	Connected func(c *StringClient)
	// Received gets a string, lent until return.
	Received func(c *StringClient, s []byte)
	// Lost is called once, last.
	Lost func(c *StringClient, reason error)
}

// A StringClient is Strings that do what a configuration says.
type StringClient struct {
	Strings
	config StringClientConfig
}

// NewStringClient is a StringClient for one connection.
func NewStringClient(config StringClientConfig) *StringClient {
	c := &StringClient{config: config}
	c.Handler, c.Codec = c, config.Codec()
	return c
}

// StringClientFactory makes a StringClient for each connection.
func StringClientFactory(config StringClientConfig) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return NewStringClient(config), nil })
}

// ConnectionMade calls Connected.
func (c *StringClient) ConnectionMade(t core.Transport) {
	c.Strings.ConnectionMade(t)
	if c.config.Connected != nil {
		c.config.Connected(c)
	}
}

// StringReceived calls Received.
func (c *StringClient) StringReceived(s []byte) {
	if c.config.Received != nil {
		c.config.Received(c, s)
	}
}

// ConnectionLost calls Lost.
func (c *StringClient) ConnectionLost(reason error) {
	c.Strings.ConnectionLost(reason)
	if c.config.Lost != nil {
		c.config.Lost(c, reason)
	}
}
