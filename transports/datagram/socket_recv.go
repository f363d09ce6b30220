package datagram

import (
	"errors"
	"syscall"

	"ravel/core"
	"ravel/core/port"
)

// receive delivers what has arrived, up to receiveMax datagrams and receiveBytesMax bytes.
func (s *socket) receive() {
	s.machine.receiving = true
	budget := budget{datagrams: receiveMax, bytes: receiveBytesMax}
	for s.receiveSome(&budget) {
	}
	s.machine.receiving = false
}

type budget struct{ datagrams, bytes int }

// receiveSome delivers until the budget is spent or nothing is left. A panic ends it early; it then
// reports that there may be more, so that one guard serves many datagrams.
func (s *socket) receiveSome(b *budget) (again bool) {
	defer func() {
		if v := recover(); v != nil {
			s.panicked("DatagramReceived", v)
			again = true
		}
	}()
	for b.datagrams > 0 && b.bytes > 0 && !s.closed {
		p, from, err := s.sock.RecvFrom()
		if err == port.ErrWouldBlock {
			break
		}
		b.datagrams--
		if err != nil {
			s.receiveFailed(err)
			continue
		}
		s.receiveErrors = 0
		b.bytes -= len(p)
		if s.filter && !s.fromPeer(from) {
			continue
		}
		s.machine.traffic.DatagramsReceived++
		s.machine.traffic.Received += uint64(len(p))
		s.protocol.DatagramReceived(p, s.addr(from))
	}
	return false
}

// receiveFailed takes an error that came instead of a datagram.
func (s *socket) receiveFailed(err error) {
	if errors.Is(err, syscall.ECONNREFUSED) {
		s.tellRefused()
		return
	}
	s.machine.loop.Failed("receiving on "+s.describe(), err)
	// ICMP errors other than refusals are reported once each; the same error without end is the
	// socket's own.
	if s.receiveErrors++; s.receiveErrors == receiveErrorsMax {
		s.StopListening(nil)
	}
}

// fromPeer is true for the connected peer. Zones are names or numbers for the same thing, so they do
// not count.
func (s *socket) fromPeer(from port.Addr) bool {
	a, b := from.AddrPort, s.remote.AddrPort
	return a.Port() == b.Port() && a.Addr().WithZone("") == b.Addr().WithZone("")
}

// tellRefused tells the protocol of one refusal, if it listens.
func (s *socket) tellRefused() {
	if h, ok := s.protocol.(core.RefusalHandler); ok {
		s.guard("ConnectionRefused", h.ConnectionRefused)
	}
}
