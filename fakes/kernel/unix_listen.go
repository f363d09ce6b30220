package kernel

import (
	"syscall"

	"ravel/core/port"
)

// A unixListener is a listening UNIX stream socket.
type unixListener struct {
	file
	host    *Host
	path    string
	node    *inode
	backlog int
	queue   []*unixStream
}

// A unixListenerSock is a descriptor of a unixListener.
type unixListenerSock struct {
	sock
	*unixListener
}

var _ port.Listener = (*unixListenerSock)(nil)

func (h *Host) listenUNIX(c port.ListenConfig) (port.Listener, error) {
	l := &unixListener{host: h, path: c.At.Path, backlog: min(max(c.Backlog, 0), BacklogMax)}
	l.node = &inode{mode: c.Mode, stream: l}
	if e := h.files.bind(l.path, l.node); e != 0 {
		return nil, wrap("bind", e)
	}
	return h.unixListenerOf(l), nil
}

func (h *Host) unixListenerOf(l *unixListener) *unixListenerSock {
	s := &unixListenerSock{unixListener: l}
	s.take(h, l)
	return s
}

// dialUNIX connects at once, or fails at once: there is room for a descriptor.
func (h *Host) dialUNIX(c port.DialConfig) (port.Stream, error) {
	n := h.files.files[c.To.Path]
	var e syscall.Errno
	switch {
	case n == nil && abstract(c.To.Path):
		e = syscall.ECONNREFUSED
	case n == nil:
		e = syscall.ENOENT
	case n.packet != nil:
		e = syscall.EPROTOTYPE
	case n.stream == nil:
		e = syscall.ECONNREFUSED
	case len(n.stream.queue) > n.stream.backlog:
		e = syscall.EAGAIN
	}
	own := &inode{mode: 0o777}
	if c.Local.Path != "" {
		if e := h.files.bind(c.Local.Path, own); e != 0 {
			return nil, wrap("bind", e)
		}
	}
	if e != 0 {
		x := &unixStream{host: h, local: c.Local.Path, remote: c.To.Path, failed: e}
		return h.unixSockOf(x), nil
	}
	l := n.stream
	x, y := unixPair(h, l.host, c.Local.Path, c.To.Path)
	if c.Local.Path != "" {
		x.node = own
	}
	l.queue = append(l.queue, y)
	l.changed()
	return h.unixSockOf(x), nil
}

func (l *unixListener) poll() port.Interest {
	if len(l.queue) > 0 {
		return port.Read
	}
	return 0
}

// release resets what nobody will accept.
func (l *unixListener) release(bool) {
	l.host.files.unbind(l.path, l.node)
	for _, c := range l.queue {
		c.discard()
		c.hangUp(true)
	}
	l.queue = nil
}

func (l *unixListener) describe() string { return "listening on unix " + l.path }

// Accept returns the connection that has waited longest. Without a descriptor for it, it is turned away.
func (s *unixListenerSock) Accept() (port.Stream, port.Addr, error) {
	if s.closed {
		return nil, port.Addr{}, port.ErrClosed
	}
	l := s.unixListener
	if len(l.queue) == 0 {
		return nil, port.Addr{}, port.ErrWouldBlock
	}
	c := l.queue[0]
	l.queue = append(l.queue[:0], l.queue[1:]...)
	if e := s.sock.host.room(); e != 0 {
		c.release(false)
		return nil, port.Addr{}, wrap("accept", e)
	}
	a := s.sock.host.unixSockOf(c)
	return a, a.RemoteAddr(), nil
}

// LocalAddr is the path.
func (s *unixListenerSock) LocalAddr() port.Addr { return port.Addr{Path: s.path} }
