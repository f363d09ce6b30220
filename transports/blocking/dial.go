package blocking

import (
	"context"
	"errors"
	"net"

	"ravel/core/port"
)

// Dial is a Stream of t whose conn dial makes, on a goroutine of its own. dial gives up when its context
// ends, which Close brings about. Until the conn is there local and remote are the addresses.
func Dial(t *Set, o Options, local, remote port.Addr, dial func(context.Context) (net.Conn, error)) (*Stream, error) {
	s := newStream(t, o)
	ctx, cancel := context.WithCancel(context.Background())
	s.dialling, s.cancel = true, cancel
	s.local, s.remote = local, remote
	if err := t.Enter(s); err != nil {
		cancel()
		return nil, err
	}
	go func() {
		conn, err := dial(ctx)
		s.dialled(conn, err)
	}()
	return s, nil
}

// errNoConn is a dial or an Accept that returns nothing at all.
var errNoConn = errors.New("there is neither a conn nor an error")

// dialled ends the dialling, on its goroutine.
func (s *Stream) dialled(conn net.Conn, err error) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	s.dialling = false
	s.cancel()
	switch {
	case err == nil && conn == nil:
		s.dialErr = Opening("connect", errNoConn)
		s.refresh()
	case err != nil:
		s.dialErr = Opening("connect", err)
		s.refresh()
	case s.closed:
		s.over(conn)
		s.hangUp(true)
	default:
		s.begin(conn)
	}
}
