package kernel

import (
	"net/netip"
	"strconv"

	"ravel/core/port"
)

// A listener is a listening TCP socket.
type listener struct {
	file
	host      *Host
	binding   *binding
	backlog   int
	answering []*tcp // the client has not confirmed
	queue     []*tcp // to be accepted

	noDelay, keepAlive bool
}

// A listenerSock is a descriptor of a listener.
type listenerSock struct {
	sock
	*listener
}

var _ port.Listener = (*listenerSock)(nil)

// Listen opens a listening socket.
func (h *Host) Listen(c port.ListenConfig) (port.Listener, error) {
	if h.closed {
		return nil, port.ErrClosed
	}
	if e := h.room(); e != 0 {
		return nil, wrap("socket", e)
	}
	if c.At.Path != "" {
		return h.listenUNIX(c)
	}
	at := plainAddr(c.At.AddrPort)
	if e := h.bindable(at.Addr(), false); e != 0 {
		return nil, wrap("bind", e)
	}
	b, e := h.tcp.bind(at, c.ReusePort, 0)
	if e != 0 {
		return nil, wrap("bind", e)
	}
	l := &listener{host: h, binding: b, noDelay: c.NoDelay, keepAlive: c.KeepAlive}
	l.backlog = min(max(c.Backlog, 0), BacklogMax)
	h.listeners = append(h.listeners, l)
	return h.listenerOf(l), nil
}

func (h *Host) listenerOf(l *listener) *listenerSock {
	s := &listenerSock{listener: l}
	s.take(h, l)
	return s
}

// listening finds who listens at local: a listener of that very address before a wildcard one, and
// one of several that share it by the peer's port.
func (h *Host) listening(local, remote netip.AddrPort) *listener {
	for _, any := range []bool{false, true} {
		n := 0
		for _, l := range h.listeners {
			if l.hears(local, any) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		which := int(remote.Port()) % n
		for _, l := range h.listeners {
			if l.hears(local, any) {
				if which == 0 {
					return l
				}
				which--
			}
		}
	}
	return nil
}

func (l *listener) hears(local netip.AddrPort, any bool) bool {
	at := l.binding.at
	if at.Port() != local.Port() {
		return false
	}
	if any {
		return at.Addr().IsUnspecified() && at.Addr().Is4() == local.Addr().Is4()
	}
	return at.Addr() == local.Addr()
}

func (l *listener) pending() int { return len(l.answering) + len(l.queue) }

func (l *listener) poll() port.Interest {
	if len(l.queue) > 0 {
		return port.Read
	}
	return 0
}

// release resets what nobody will accept.
func (l *listener) release(bool) {
	for i, other := range l.host.listeners {
		if other == l {
			l.host.listeners = append(l.host.listeners[:i], l.host.listeners[i+1:]...)
			break
		}
	}
	l.host.tcp.free(l.binding)
	for _, list := range [][]*tcp{l.answering, l.queue} {
		for _, c := range list {
			c.send(RST, 0)
			c.vanish()
		}
	}
	l.answering, l.queue = nil, nil
}

func (l *listener) describe() string {
	d := "listening on tcp " + l.binding.at.String()
	if n := len(l.queue); n > 0 {
		d += " (" + strconv.Itoa(n) + " not accepted)"
	}
	return d
}

// Accept returns the connection that has waited longest. Without a descriptor for it, it is turned away.
func (s *listenerSock) Accept() (port.Stream, port.Addr, error) {
	if s.closed {
		return nil, port.Addr{}, port.ErrClosed
	}
	l := s.listener
	if len(l.queue) == 0 {
		return nil, port.Addr{}, port.ErrWouldBlock
	}
	c := l.queue[0]
	l.queue = append(l.queue[:0], l.queue[1:]...)
	c.listener = nil
	if e := s.sock.host.room(); e != 0 {
		c.release(false)
		return nil, port.Addr{}, wrap("accept", e)
	}
	t := s.sock.host.socketOf(c)
	return t, t.RemoteAddr(), nil
}

// LocalAddr is where the listener is bound.
func (s *listenerSock) LocalAddr() port.Addr { return port.Addr{AddrPort: s.binding.at} }
