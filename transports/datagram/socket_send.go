package datagram

import (
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"ravel/core"
	"ravel/core/port"
)

const (
	// retryDelay is how long what waits is left alone where readiness for writing means nothing.
	retryDelay = 10 * time.Millisecond
	// stuckMax is how many UNIX receivers are tried in one attempt and found full before the rest of
	// the queue is left for the next.
	stuckMax = 64
)

// WriteTo sends one datagram.
func (s *socket) WriteTo(p []byte, to core.Addr) error {
	if s.closed {
		return core.ErrNotConnected
	}
	dest, err := s.destination(to)
	if err != nil {
		return err
	}
	if s.connected {
		if to != s.remote {
			return fmt.Errorf("%w: %v is not the connected peer %v", core.ErrInvalidAddress, to, s.remote)
		}
		dest = port.Addr{}
	}
	return s.send(p, dest)
}

// Write sends one datagram to the connected peer.
func (s *socket) Write(p []byte) (int, error) {
	if s.closed || !s.connected {
		return 0, core.ErrNotConnected
	}
	if err := s.send(p, port.Addr{}); err != nil {
		return 0, err
	}
	return len(p), nil
}

// destination is to for the seam, if this socket can reach addresses of its kind.
func (s *socket) destination(to core.Addr) (port.Addr, error) {
	if to.Net != s.network {
		return port.Addr{}, fmt.Errorf("%w: %v is of %q, this port of %q", core.ErrInvalidAddress, to, to.Net, s.network)
	}
	if s.network == "unixgram" {
		if to.Path == "" {
			return port.Addr{}, fmt.Errorf("%w: a socket without a name cannot be reached", core.ErrInvalidAddress)
		}
		return port.Addr{Path: to.Path}, nil
	}
	ip := to.AddrPort.Addr()
	switch {
	case !ip.IsValid():
		return port.Addr{}, fmt.Errorf("%w %q: not an IP address", core.ErrInvalidAddress, to.Path)
	case ip.Is4In6() || ip.Is4() != s.local.AddrPort.Addr().Is4():
		return port.Addr{}, fmt.Errorf("%w: %v is not of the family of %v", core.ErrInvalidAddress, to, s.local)
	case to.AddrPort.Port() == 0:
		return port.Addr{}, fmt.Errorf("%w: %v has no port", core.ErrInvalidAddress, to)
	}
	return port.Addr{AddrPort: to.AddrPort}, nil
}

// send sends p now, or puts it behind what waits.
func (s *socket) send(p []byte, to port.Addr) error {
	if s.payload > 0 && len(p) > s.payload {
		return fmt.Errorf("%w: %d bytes, at most %d", core.ErrMessageTooLong, len(p), s.payload)
	}
	if s.outbox.len() > 0 {
		if !s.waiting || !s.apart() || s.queuedFor(to) {
			return s.enqueue(p, to)
		}
	} else if s.batch != nil && s.machine.receiving && len(p) < batchBytesMax {
		return s.enqueue(p, to)
	}
	return s.sendNow(p, to)
}

func (s *socket) sendNow(p []byte, to port.Addr) error {
	err := s.pass(p, to)
	if err != nil && s.refusal(err) {
		if s.network == "unixgram" {
			return nil // the refusal is this one's own
		}
		// It is an earlier datagram's, so this one was not sent.
		if err = s.pass(p, to); err != nil && s.refusal(err) {
			return nil
		}
	}
	switch {
	case err == nil:
		return nil
	case later(err):
		return s.enqueueFor(p, to, err)
	case errors.Is(err, syscall.EMSGSIZE):
		return fmt.Errorf("%w: %w", core.ErrMessageTooLong, err)
	case errors.Is(err, syscall.ENOTCONN): // a UNIX peer that has gone takes the connection with it
		return fmt.Errorf("%w: %w", core.ErrNotConnected, err)
	}
	return err
}

// pass gives the system one datagram.
func (s *socket) pass(p []byte, to port.Addr) error {
	err := s.sock.SendTo(p, to)
	if err == nil {
		one := [1][]byte{p}
		s.sent(one[:])
	}
	return err
}

// sent counts what the system took.
func (s *socket) sent(ps [][]byte) {
	t := s.machine.traffic
	t.DatagramsSent += uint64(len(ps))
	for _, p := range ps {
		t.Sent += uint64(len(p))
	}
}

// enqueue puts p behind what gathers or waits.
func (s *socket) enqueue(p []byte, to port.Addr) error {
	if !s.waiting && (s.outbox.len() >= min(batchMax, s.queueMax) || s.outbox.bytes+len(p) > batchBytesMax) {
		s.flush()
	}
	if s.outbox.len() >= s.queueMax || s.outbox.bytes+len(p) > queueBytesMax {
		return core.ErrQueueFull
	}
	s.outbox.push(p, to)
	if !s.waiting && !s.flushing {
		s.flushing = true
		s.machine.loop.Flush(s)
	}
	return nil
}

// enqueueFor queues the datagram that met err, which was would-block or its like.
func (s *socket) enqueueFor(p []byte, to port.Addr, err error) error {
	if s.outbox.len() >= s.queueMax || s.outbox.bytes+len(p) > queueBytesMax {
		return core.ErrQueueFull
	}
	s.outbox.push(p, to)
	if !s.waiting {
		s.wait(err, true)
	}
	return nil
}

// Flush is port.Flusher: what gathered during this phase leaves.
func (s *socket) Flush() {
	s.flushing = false
	if !s.closed && !s.waiting {
		s.flush()
	}
}

// resume tries again after waiting.
func (s *socket) resume() {
	if s.retry != nil {
		s.retry.Cancel()
	}
	s.waiting, s.retry = false, nil
	s.flush()
	s.want()
}

// flush sends what is queued, in order, until the system takes no more.
func (s *socket) flush() {
	if s.apart() {
		s.flushApart()
		return
	}
	progress, retried, failed := false, false, failures{}
	for s.outbox.len() > 0 {
		n, err := s.sendFront()
		s.outbox.drop(n)
		if n > 0 {
			progress, retried = true, false
		}
		if err == nil {
			continue
		}
		if later(err) {
			s.wait(err, progress)
			break
		}
		switch {
		case s.refusal(err):
			if retried = !retried && s.network == "udp"; retried {
				continue
			}
		case !s.lost(err):
			failed.add(err)
		}
		s.outbox.drop(1)
	}
	s.report(failed)
}

// sendFront sends from the head of the queue and returns how many datagrams went. An error is that of
// the next one.
func (s *socket) sendFront() (n int, err error) {
	if s.batch != nil {
		ps, tos := s.outbox.front(batchMax)
		n, err = s.batch.SendBatch(ps, tos)
		s.sent(ps[:n])
		return n, err
	}
	ps, tos := s.outbox.front(1)
	if err := s.pass(ps[0], tos[0]); err != nil {
		return 0, err
	}
	return 1, nil
}

// apart is true where each receiver has a queue of its own, so that one that is full must not hold up
// the others: UNIX datagrams on a socket that is not connected.
func (s *socket) apart() bool { return s.network == "unixgram" && !s.connected }

func (s *socket) queuedFor(to port.Addr) bool {
	_, tos := s.outbox.front(s.outbox.len())
	return slices.Contains(tos, to)
}

// flushApart tries every queued datagram once, but for those behind one of the same receiver that is
// still stuck. A whole turn of the queue leaves what stays in order.
func (s *socket) flushApart() {
	s.stuck = s.stuck[:0]
	var full error
	var failed failures
	for range s.outbox.len() {
		ps, tos := s.outbox.front(1)
		if len(s.stuck) == stuckMax || slices.Contains(s.stuck, tos[0].Path) {
			s.outbox.rotate()
			continue
		}
		err := s.pass(ps[0], tos[0])
		if later(err) {
			full = err
			s.stuck = append(s.stuck, tos[0].Path)
			s.outbox.rotate()
			continue
		}
		if err != nil && !s.lost(err) {
			failed.add(err)
		}
		s.outbox.drop(1)
	}
	if full != nil {
		s.wait(full, false)
	}
	s.report(failed)
}

// later is true for errors that mean: not now.
func later(err error) bool {
	return err == port.ErrWouldBlock || err != nil && errors.Is(err, syscall.ENOBUFS)
}

// lost is true for the errors of a UNIX receiver that has gone. What waited for it is lost, as datagrams
// may be, and that is no failure of this reactor.
func (s *socket) lost(err error) bool {
	return s.network == "unixgram" && (errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOENT) || errors.Is(err, syscall.ENOTCONN))
}

// wait leaves the queue until the socket can be written. Where nothing could be sent although it was
// ready, or the shortage is the system's, readiness would come at once and without end: then the
// clock says when to try again.
func (s *socket) wait(err error, progress bool) {
	if s.closed {
		return
	}
	s.waiting = true
	if err != port.ErrWouldBlock || !progress || s.apart() {
		s.retry = s.machine.loop.CallLater(retryDelay, s.resume)
	}
	s.want()
}

// failures are the errors of one flush: the first, and how many.
type failures struct {
	first error
	n     int
}

func (f *failures) add(err error) {
	if f.n++; f.n == 1 {
		f.first = err
	}
}

// report logs what WriteTo could not return any more.
func (s *socket) report(f failures) {
	if f.n > 0 {
		s.machine.loop.Failed(fmt.Sprintf("sending %d queued datagrams on %s", f.n, s.describe()), f.first)
	}
}
