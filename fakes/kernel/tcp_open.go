package kernel

import (
	"net/netip"
	"syscall"
	"time"

	"ravel/core/port"
)

// Dial starts a connection. What a connect would say at once, Connected says.
func (h *Host) Dial(c port.DialConfig) (port.Stream, error) {
	if h.closed {
		return nil, port.ErrClosed
	}
	if e := h.room(); e != 0 {
		return nil, wrap("socket", e)
	}
	if c.To.Path != "" {
		return h.dialUNIX(c)
	}
	to := aim(c.To.AddrPort)
	local := plainAddr(c.Local.AddrPort)
	var bound bool
	if bound = c.Local.AddrPort.IsValid(); bound {
		if e := h.bindable(local.Addr(), false); e != 0 {
			return nil, wrap("bind", e)
		}
		if local.Addr().Is4() != to.Addr().Is4() {
			return nil, wrap("bind", syscall.EINVAL)
		}
	}
	src, unreachable := h.source(to.Addr())
	if bound && !local.Addr().IsUnspecified() {
		src = local.Addr()
	}
	if unreachable != 0 {
		return h.failedTCP(local, to, unreachable), nil
	}
	b, e := h.tcp.bind(netip.AddrPortFrom(src, local.Port()), false, to.Port())
	if e != 0 && bound {
		return nil, wrap("bind", e)
	}
	if e != 0 {
		return h.failedTCP(local, to, syscall.EADDRNOTAVAIL), nil
	}
	conn := h.newTCP(b.at, to, tcpConnecting)
	conn.binding = b
	conn.noDelay, conn.keepAlive = c.NoDelay, c.KeepAlive
	s := h.socketOf(conn)
	conn.knock()
	return s, nil
}

func (h *Host) socketOf(c *tcp) *tcpSock {
	s := &tcpSock{tcp: c}
	s.take(h, c)
	return s
}

// failedTCP is a socket whose connect was refused by this host itself.
func (h *Host) failedTCP(local, remote netip.AddrPort, e syscall.Errno) *tcpSock {
	c := &tcp{host: h, state: tcpDead, local: local, remote: remote, failed: e}
	return h.socketOf(c)
}

// knock sends a SYN, and again if nobody answers.
func (c *tcp) knock() {
	c.send(SYN, c.host.c.RecvBuffer)
	c.alarm = c.host.wire.Alarm(time.Second<<c.tries, c)
}

// Ring is the alarm of the handshake.
func (c *tcp) Ring() {
	c.alarm = nil
	switch {
	case c.state == tcpAnswering:
		c.unlisten()
		c.vanish()
	case c.state != tcpConnecting:
	case c.tries == SYNTries:
		c.die(syscall.ETIMEDOUT)
	default:
		c.tries++
		c.knock()
	}
}

func (c *tcp) disarm() {
	if c.alarm != nil {
		c.host.wire.Cancel(c.alarm)
		c.alarm = nil
	}
}

// answered is the SYNACK.
func (c *tcp) answered(s *Segment) {
	if c.state != tcpConnecting {
		// Our SYN was repeated while its answer was under way: the peer has our ACK already.
		return
	}
	c.state = tcpOpen
	c.peer, c.credit = s.From, s.Count
	c.disarm()
	c.send(ACK, 0)
	c.changed()
}

// arriveSYN answers a SYN, drops it if the backlog is full, and refuses it if nobody listens.
func (h *Host) arriveSYN(s *Segment) {
	local, remote := s.Flow.Dst(), s.Flow.Src()
	if c := h.tuples[tuple{local, remote}]; c != nil {
		if c.state == tcpAnswering && c.peer == s.From {
			c.send(SYNACK, h.c.RecvBuffer)
		}
		return
	}
	l := h.listening(local, remote)
	if l == nil {
		h.refuse(s)
		return
	}
	if l.pending() > l.backlog {
		return
	}
	c := h.newTCP(local, remote, tcpAnswering)
	c.peer, c.credit = s.From, s.Count
	c.noDelay, c.keepAlive = l.noDelay, l.keepAlive
	c.listener = l
	l.answering = append(l.answering, c)
	c.alarm = h.wire.Alarm(AnswerTime, c)
	c.send(SYNACK, h.c.RecvBuffer)
}

// confirmed is the ACK of our SYNACK: the connection can be accepted.
func (c *tcp) confirmed() {
	if c.state != tcpAnswering {
		return
	}
	c.state = tcpOpen
	c.disarm()
	l := c.listener
	l.answering = without(l.answering, c)
	l.queue = append(l.queue, c)
	l.changed()
}

// unlisten takes c out of its listener's backlog.
func (c *tcp) unlisten() {
	c.listener.answering = without(c.listener.answering, c)
	c.listener = nil
}

func without(list []*tcp, c *tcp) []*tcp {
	for i := range list {
		if list[i] == c {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}

// refuse answers s with a RST.
func (h *Host) refuse(s *Segment) {
	f := h.wire.Open(h, s.Flow.Dst(), s.Flow.Src())
	r := h.wire.Segment(0)
	r.Kind, r.To, r.From = RST, s.From, s.To
	f.Send(r)
	f.Close()
}

// arriveStray is a segment of a connection that is no more. What carries nothing is dropped in silence.
func (h *Host) arriveStray(s *Segment) {
	if s.Kind == DATA || s.Kind == FIN || s.Kind == SYNACK {
		h.refuse(s)
	}
}
