package blocking

import (
	"context"
	"net"
	"syscall"

	"ravel/core/port"
)

// A TCPOptions is a conn that has TCP's options, as *net.TCPConn does.
type TCPOptions interface {
	SetNoDelay(on bool) error
	SetKeepAlive(on bool) error
}

// A TCP is a Stream with TCP's options.
type TCP struct {
	Stream
	options            bool // noDelay and keepAlive were set
	noDelay, keepAlive bool
}

var _ port.StreamOptions = (*TCP)(nil)

// NewTCP is conn, which must have TCPOptions, as a Stream of t. conn is given, with the options that it has
// by net's choice.
func NewTCP(t *Set, conn net.Conn) (*TCP, error) {
	s := &TCP{Stream: *newStream(t), noDelay: true, keepAlive: true}
	if err := s.adopt(conn); err != nil {
		return nil, err
	}
	return s, nil
}

// DialTCP is Dial with options to set.
func DialTCP(t *Set, local, remote port.Addr, noDelay, keepAlive bool, dial func(context.Context) (net.Conn, error)) (*TCP, error) {
	s := newTCP(t, noDelay, keepAlive)
	return s, s.dial(local, remote, dial)
}

// newTCP is a TCP that will set its options when it begins.
func newTCP(t *Set, noDelay, keepAlive bool) *TCP {
	s := &TCP{Stream: *newStream(t), noDelay: noDelay, keepAlive: keepAlive}
	s.begun = s.setOptions
	return s
}

func (s *TCP) setOptions(conn net.Conn) {
	if o, ok := conn.(TCPOptions); ok {
		o.SetNoDelay(s.noDelay)
		o.SetKeepAlive(s.keepAlive)
	}
}

// NoDelay is what the option was last set to: net cannot be asked.
func (s *TCP) NoDelay() (bool, error) { return s.option(&s.noDelay) }

// SetNoDelay sets TCP_NODELAY.
func (s *TCP) SetNoDelay(on bool) error { return s.setOption(&s.noDelay, on, TCPOptions.SetNoDelay) }

// KeepAlive is what the option was last set to.
func (s *TCP) KeepAlive() (bool, error) { return s.option(&s.keepAlive) }

// SetKeepAlive sets SO_KEEPALIVE.
func (s *TCP) SetKeepAlive(on bool) error {
	return s.setOption(&s.keepAlive, on, TCPOptions.SetKeepAlive)
}

func (s *TCP) option(as *bool) (bool, error) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	err := s.usable()
	return *as && err == nil, err
}

func (s *TCP) setOption(as *bool, on bool, set func(TCPOptions, bool) error) error {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	if err := s.usable(); err != nil {
		return err
	}
	o, ok := s.conn.(TCPOptions)
	if !ok {
		return &port.OpError{Op: "setsockopt", Err: syscall.ENOPROTOOPT}
	}
	err := Opening("setsockopt", set(o, on))
	if err == nil {
		*as = on
	}
	return err
}
