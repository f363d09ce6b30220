package kernel

import (
	"io"
	"net/netip"
	"syscall"

	"ravel/core/port"
)

// A tcpState is where a connection stands.
type tcpState uint8

const (
	// tcpConnecting has sent a SYN, tcpAnswering has answered one.
	tcpConnecting tcpState = iota
	tcpAnswering
	tcpOpen
	// tcpDead was refused or reset, has timed out, or has ended in both directions and was closed.
	tcpDead
)

// A tuple names a connection by its addresses.
type tuple struct{ local, remote netip.AddrPort }

// A tcp is one end of a TCP connection. What belongs to a descriptor is in tcpSock: this end may live
// without one, before it is accepted and while what was written before closing is still leaving.
type tcp struct {
	file
	host  *Host
	state tcpState

	// The fields are set by the peer or by ourselves, never both.
	peerFIN bool
	wantFIN bool // CloseWrite or Close
	sentFIN bool
	orphan  bool // no descriptor is left
	blocked bool // Send was refused something, and little has left since

	noDelay, keepAlive bool

	err    syscall.Errno // to be reported once, by whatever asks first
	failed syscall.Errno // why connecting failed

	number, peer  uint64
	local, remote netip.AddrPort
	flow          Flow
	binding       *binding
	listener      *listener // in whose backlog this is
	alarm         *Segment
	tries         int

	in       segments
	announce int // bytes read that the peer does not know of

	out    buffer
	credit int // what the peer has room for
}

func (h *Host) newTCP(local, remote netip.AddrPort, state tcpState) *tcp {
	c := &tcp{host: h, state: state, local: local, remote: remote}
	c.file.self = c
	h.conns.add(c, h.wire.Number())
	h.tuples[tuple{local, remote}] = c
	c.flow = h.wire.Open(h, local, remote)
	return c
}

func (c *tcp) send(k Kind, count int) {
	s := c.host.wire.Segment(0)
	s.Kind, s.To, s.From, s.Count = k, c.peer, c.number, count
	c.flow.Send(s)
}

// arrive takes s, which is given.
func (c *tcp) arrive(s *Segment) {
	switch s.Kind {
	case DATA:
		if c.orphan {
			// Nobody will ever read this: Linux answers with a reset.
			c.send(RST, 0)
			c.vanish()
			break
		}
		if c.state == tcpDead {
			break
		}
		c.in.push(s)
		c.changed()
		return
	case WINDOW:
		c.credit += s.Count
		c.pump()
	case FIN:
		c.peerFIN = true
		if c.orphan && c.sentFIN {
			c.vanish()
			break
		}
		c.changed()
	case SYNACK:
		c.answered(s)
	case ACK:
		c.confirmed()
	case RST:
		c.reset()
	case TIMEOUT:
		c.die(syscall.ETIMEDOUT)
	}
	c.host.wire.Free(s)
}

// reset is the peer's RST.
func (c *tcp) reset() {
	switch {
	case c.state == tcpConnecting:
		c.die(syscall.ECONNREFUSED)
	case c.state == tcpAnswering:
		c.unlisten()
		c.vanish()
	case c.peerFIN:
		// The peer had closed in order: writing to it is a broken pipe.
		c.die(syscall.EPIPE)
	default:
		c.die(syscall.ECONNRESET)
	}
}

// die ends the connection; what was received can still be read.
func (c *tcp) die(e syscall.Errno) {
	if c.state == tcpDead {
		return
	}
	if c.orphan {
		c.vanish()
		return
	}
	if c.state == tcpConnecting {
		c.failed = e
	} else {
		c.err = e
	}
	c.leave()
	c.changed()
}

// leave takes the connection out of every table; nothing more arrives or leaves.
func (c *tcp) leave() {
	if c.state == tcpDead {
		return
	}
	c.state = tcpDead
	c.out = buffer{}
	c.disarm()
	c.flow.Close()
	c.host.conns.remove(c)
	delete(c.host.tuples, tuple{c.local, c.remote})
	c.host.tcp.free(c.binding)
	c.binding = nil
}

// vanish is leave, and the bytes received are lost.
func (c *tcp) vanish() {
	c.leave()
	for c.in.head != nil {
		c.host.wire.Free(c.in.pop())
	}
}

// release closes what no descriptor leads to any more, as tcp_close does.
func (c *tcp) release(abort bool) {
	switch {
	case c.state == tcpDead, c.state == tcpConnecting:
		c.vanish()
	case abort, c.in.bytes > 0:
		// RFC 2525 2.17: "...the application closes the connection without reading all...: send a RST".
		c.send(RST, 0)
		c.vanish()
	default:
		c.orphan, c.wantFIN = true, true
		c.pump()
	}
}

// pump sends what there is credit for, then the end of stream if it is wanted.
func (c *tcp) pump() {
	if c.state == tcpDead {
		return
	}
	for c.credit > 0 && c.out.len() > 0 {
		p := c.out.peek()
		p = p[:min(len(p), c.credit, SegmentMax)]
		c.transmit(p)
		c.out.drop(len(p))
	}
	if c.wantFIN && !c.sentFIN && c.out.len() == 0 && c.state == tcpOpen {
		c.sentFIN = true
		c.send(FIN, 0)
		if c.orphan && c.peerFIN {
			c.vanish()
			return
		}
	}
	// Linux calls a socket writable again when a third of its buffer is free.
	if c.blocked && (c.host.c.SendBuffer-c.out.len())*3 >= c.host.c.SendBuffer {
		c.blocked = false
		c.changed()
	}
}

func (c *tcp) transmit(p []byte) {
	s := c.host.wire.Segment(len(p))
	s.Kind, s.To, s.From = DATA, c.peer, c.number
	copy(s.Data, p)
	c.credit -= len(p)
	c.flow.Send(s)
}

// poll is tcp_poll.
func (c *tcp) poll() port.Interest {
	if c.state == tcpConnecting || c.state == tcpAnswering {
		return 0
	}
	if c.state == tcpDead {
		is := port.Read | port.Write | port.Closed
		if c.err != 0 {
			is |= port.Failed
		}
		return is
	}
	var is port.Interest
	if c.in.bytes > 0 || c.peerFIN {
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

func (c *tcp) describe() string {
	return "tcp " + c.local.String() + " to " + c.remote.String()
}

// takeErr reports the pending error once.
func (c *tcp) takeErr() syscall.Errno {
	e := c.err
	c.err = 0
	return e
}

func (c *tcp) connected() error {
	switch {
	case c.state == tcpConnecting:
		return port.ErrWouldBlock
	case c.failed != 0:
		return c.failed
	case c.err != 0:
		return c.takeErr()
	}
	return nil
}

func (c *tcp) recv(h *Host) ([]byte, error) {
	if c.in.bytes == 0 {
		switch {
		case c.peerFIN:
			return nil, io.EOF
		case c.err != 0:
			return nil, c.takeErr()
		case c.state == tcpDead && c.failed != 0:
			return nil, syscall.ENOTCONN
		case c.state == tcpDead:
			return nil, io.EOF
		}
		return nil, port.ErrWouldBlock
	}
	lent := h.lend(min(c.in.bytes, LentMax))
	for n := 0; n < len(lent); {
		k, whole := c.in.read(lent[n:])
		if n += k; whole {
			c.host.wire.Free(c.in.pop())
		}
	}
	c.announce += len(lent)
	if c.announce*2 >= c.host.c.RecvBuffer && c.state != tcpDead {
		c.send(WINDOW, c.announce)
		c.announce = 0
	}
	return lent, nil
}

// sendError is what a Send meets before it looks at its bytes.
func (c *tcp) sendError() error {
	switch {
	case c.err != 0:
		return c.takeErr()
	case c.wantFIN, c.state == tcpDead:
		return syscall.EPIPE
	case c.state == tcpConnecting:
		return port.ErrWouldBlock
	}
	return nil
}

// write takes what it can of p and says whether it took everything.
func (c *tcp) write(p []byte) (int, bool) {
	took := c.flow.Take(len(p))
	n := 0
	for c.out.len() == 0 && n < took && c.credit > 0 {
		k := min(took-n, c.credit, SegmentMax)
		c.transmit(p[n : n+k])
		n += k
	}
	if k := min(took-n, c.host.c.SendBuffer-c.out.len()); k > 0 {
		c.out.write(p[n : n+k])
		n += k
	}
	if n < took {
		c.blocked = true
	}
	return n, n == len(p)
}

func (c *tcp) closeWrite() error {
	if c.state != tcpOpen {
		return syscall.ENOTCONN
	}
	c.wantFIN = true
	c.pump()
	c.changed()
	return nil
}
