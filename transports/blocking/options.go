package blocking

import "ravel/core/port"

// Options are set on a conn that has TCP's, as *net.TCPConn does, or on the one below it that has. Others have none: asking for theirs is
// port.ErrUnsupported.
type Options struct {
	NoDelay, KeepAlive bool
	// Descriptors: the conn is a *net.UnixConn, and passes descriptors where the system has that.
	Descriptors bool
}

// A tcpOptions is a conn that has TCP's options.
type tcpOptions interface {
	SetNoDelay(on bool) error
	SetKeepAlive(on bool) error
}

var _ port.StreamOptions = (*Stream)(nil)

// setOptions sets both. A conn that refuses has them as they were.
func (s *Stream) setOptions() {
	if c, ok := s.bottom.(tcpOptions); ok {
		c.SetNoDelay(s.options.NoDelay)
		c.SetKeepAlive(s.options.KeepAlive)
	}
}

// NoDelay is what TCP_NODELAY was last set to: net cannot be asked. It takes the lock, as the others do.
func (s *Stream) NoDelay() (bool, error) { return s.option(&s.options.NoDelay) }

// SetNoDelay sets TCP_NODELAY.
func (s *Stream) SetNoDelay(on bool) error {
	return s.setOption(&s.options.NoDelay, on, tcpOptions.SetNoDelay)
}

// KeepAlive is what SO_KEEPALIVE was last set to.
func (s *Stream) KeepAlive() (bool, error) { return s.option(&s.options.KeepAlive) }

// SetKeepAlive sets SO_KEEPALIVE.
func (s *Stream) SetKeepAlive(on bool) error {
	return s.setOption(&s.options.KeepAlive, on, tcpOptions.SetKeepAlive)
}

func (s *Stream) option(as *bool) (bool, error) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	if _, err := s.optional(); err != nil {
		return false, err
	}
	return *as, nil
}

func (s *Stream) setOption(as *bool, on bool, set func(tcpOptions, bool) error) error {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	c, err := s.optional()
	if err == nil {
		err = Opening("setsockopt", set(c, on))
	}
	if err == nil {
		*as = on
	}
	return err
}

// optional is the conn with its options, or why there is none. It is called with the lock held.
func (s *Stream) optional() (tcpOptions, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	c, ok := s.bottom.(tcpOptions)
	if !ok {
		return nil, port.ErrUnsupported
	}
	return c, nil
}
