package kernel

import (
	"io"
	"syscall"

	"ravel/core/port"
)

// A unixStream is one end of a UNIX stream connection. Its bytes are in the peer's queue as soon as
// they are sent; nothing lies between.
type unixStream struct {
	file
	host          *Host
	peer          *unixStream // nil once it was closed, or if there never was one
	local, remote string
	node          *inode // of a bound client
	failed        syscall.Errno
	err           syscall.Errno
	in            segments
	unread        int // what this end has sent and the peer has not read
	peerFIN       bool
	hungUp        bool // the peer was closed
	wantFIN       bool
	blocked       bool
}

// unixPair is two connected ends.
func unixPair(a, b *Host, pathA, pathB string) (*unixStream, *unixStream) {
	x := &unixStream{host: a, local: pathA, remote: pathB}
	y := &unixStream{host: b, local: pathB, remote: pathA}
	x.self, y.self = x, y
	x.peer, y.peer = y, x
	return x, y
}

func (c *unixStream) poll() port.Interest {
	if c.failed != 0 || c.hungUp || c.err != 0 {
		is := port.Read | port.Write | port.Closed
		if c.err != 0 {
			is |= port.Failed
		}
		return is
	}
	var is port.Interest
	if c.in.len > 0 || c.peerFIN {
		is |= port.Read
	}
	if c.peerFIN {
		is |= port.Closed
	}
	if !c.blocked || c.wantFIN {
		is |= port.Write
	}
	return is
}

// release closes this end: the peer hears a reset if something was left unread, else the end of stream.
func (c *unixStream) release(bool) {
	unread := c.in.len > 0
	c.discard()
	if c.node != nil {
		c.host.files.unbind(c.local, c.node)
	}
	c.hangUp(unread)
}

// hangUp tells the peer that this end is gone.
func (c *unixStream) hangUp(reset bool) {
	p := c.peer
	if p == nil {
		return
	}
	c.peer, p.peer = nil, nil
	p.peerFIN, p.hungUp = true, true
	if reset {
		p.err = syscall.ECONNRESET
	}
	p.changed()
}

// discard drops what was received, and closes the descriptors that travelled with it.
func (c *unixStream) discard() {
	for c.in.head != nil {
		s := c.in.pop()
		for _, f := range s.files {
			f.unref()
		}
		c.host.wire.Free(s)
	}
}

func (c *unixStream) describe() string {
	return "unix " + unnamed(c.local) + " to " + unnamed(c.remote)
}

func unnamed(path string) string {
	if path == "" {
		return "(unnamed)"
	}
	return path
}

func (c *unixStream) takeErr() syscall.Errno {
	e := c.err
	c.err = 0
	return e
}

func (c *unixStream) sendError() error {
	switch {
	case c.failed != 0:
		return syscall.ENOTCONN
	case c.err != 0:
		return c.takeErr()
	case c.wantFIN, c.peer == nil:
		return syscall.EPIPE
	}
	return nil
}

// write takes what there is room for; files travel with the first byte.
func (c *unixStream) write(p []byte, files []*file) int {
	n := min(len(p), c.host.c.SendBuffer-c.unread)
	for off := 0; off < n; {
		k := min(n-off, SegmentMax)
		s := c.host.wire.Segment(k)
		s.Kind = DATA
		copy(s.Data, p[off:off+k])
		s.files, files = files, nil
		c.peer.in.push(s)
		off += k
	}
	if n > 0 {
		c.host.wire.Local(c.host, p[:n])
		c.unread += n
		c.peer.changed()
	}
	c.blocked = n < len(p)
	return max(n, 0)
}

// recv returns unread bytes, up to and with the first segment that carries descriptors.
func (c *unixStream) recv(h *Host) (lent []byte, files []*file, err error) {
	switch {
	case c.failed != 0:
		return nil, nil, syscall.ENOTCONN
	case c.in.len > 0:
	case c.err != 0:
		return nil, nil, c.takeErr()
	case c.peerFIN:
		return nil, nil, io.EOF
	default:
		return nil, nil, port.ErrWouldBlock
	}
	lent = h.lend(min(c.in.bytes, LentMax))
	n := 0
	for n < len(lent) && files == nil {
		head := c.in.head
		files, head.files = head.files, nil
		k, whole := c.in.read(lent[n:])
		if n += k; whole {
			c.host.wire.Free(c.in.pop())
		}
	}
	if p := c.peer; p != nil {
		p.unread -= n
		// Linux calls a UNIX socket writable again when three quarters of its buffer are free.
		if p.blocked && p.unread*4 <= p.host.c.SendBuffer {
			p.blocked = false
			p.changed()
		}
	}
	return lent[:n:n], files, nil
}

func (c *unixStream) closeWrite() error {
	if c.peer == nil {
		return syscall.ENOTCONN
	}
	c.wantFIN = true
	c.peer.peerFIN = true
	c.peer.changed()
	c.changed()
	return nil
}
