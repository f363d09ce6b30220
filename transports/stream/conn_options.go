package stream

import (
	"ravel/core"
	"ravel/core/port"
)

// A tcpConn is a conn with TCP's options.
type tcpConn struct{ conn }

func (c *tcpConn) options() (port.StreamOptions, error) {
	if c.state.gone() {
		return nil, core.ErrNotConnected
	}
	o, ok := c.sock.(port.StreamOptions)
	if !ok {
		return nil, core.ErrUnsupported
	}
	return o, nil
}

// NoDelay is documented at core.TCPOptions.
func (c *tcpConn) NoDelay() (bool, error) {
	o, err := c.options()
	if err != nil {
		return false, err
	}
	on, err := o.NoDelay()
	return on, supported(err)
}

// SetNoDelay is documented at core.TCPOptions.
func (c *tcpConn) SetNoDelay(on bool) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	return supported(o.SetNoDelay(on))
}

// KeepAlive is documented at core.TCPOptions.
func (c *tcpConn) KeepAlive() (bool, error) {
	o, err := c.options()
	if err != nil {
		return false, err
	}
	on, err := o.KeepAlive()
	return on, supported(err)
}

// SetKeepAlive is documented at core.TCPOptions.
func (c *tcpConn) SetKeepAlive(on bool) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	return supported(o.SetKeepAlive(on))
}
