package datagram

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"ravel/core"
	"ravel/core/port"
)

// socket is one datagram port: a core.DatagramTransport, and what its Sock tells.
type socket struct {
	machine    *machine
	prev, next *socket

	sock  port.Datagram
	batch port.BatchSender // nil: datagrams go one by one
	// protocol is told from start on until stopped.
	protocol core.DatagramProtocol
	network  string
	local    core.Addr
	remote   core.Addr
	// connected is true once a peer is fixed; filter, if what others send must be sorted out here.
	connected, filter bool
	started, closed   bool
	stopped           bool
	dones             []func()
	// unlink is the path of the socket file to remove, or "".
	unlink string

	// sending
	outbox   outbox
	queueMax int
	payload  int // the longest datagram, 0 if only the system knows
	// flushing is true from asking the loop for a Flush until it comes; waiting, while what is queued
	// waits for the system.
	flushing, waiting bool
	retry             *core.DelayedCall
	stuck             []string
	refused           refusals

	// receiveErrors counts errors in a row.
	receiveErrors int
}

// open makes a socket of d, not yet started.
func (m *machine) open(d port.Datagram, network string, p core.DatagramProtocol, c core.DatagramConfig) *socket {
	s := &socket{machine: m, sock: d, protocol: p, network: network, queueMax: c.QueueMax}
	s.refused.socket = s
	s.local = s.addr(d.LocalAddr())
	if network == "udp" {
		s.batch, _ = d.(port.BatchSender)
		s.payload = payload4Max
		if s.local.AddrPort.Addr().Is6() {
			s.payload = payload6Max
		}
	}
	return s
}

// start has the protocol begin with t, which is s or wraps it, and then lets datagrams in. If the
// protocol panics the port is closed and the panic is the error.
func (s *socket) start(t core.DatagramTransport) (err error) {
	s.machine.add(s)
	s.sock.Attach(s)
	func() {
		defer func() {
			if v := recover(); v != nil {
				err = s.panicked("StartProtocol", v)
			}
		}()
		s.protocol.StartProtocol(t)
		s.started = true
	}()
	switch {
	case err != nil:
		s.StopListening(nil)
	case !s.closed:
		s.want()
	}
	return err
}

// want tells the port what s is to be told of.
func (s *socket) want() {
	if s.closed {
		return
	}
	want := port.Read
	if s.waiting && s.retry == nil {
		want |= port.Write
	}
	s.sock.Want(want)
}

// Ready is port.Handler.
func (s *socket) Ready(what port.Interest) {
	if what&port.Write != 0 && s.waiting && !s.closed {
		s.resume()
	}
	if what&port.Read != 0 {
		s.receive()
	}
}

// Connect fixes the peer.
func (s *socket) Connect(to core.Addr) error {
	if s.closed {
		return core.ErrNotConnected
	}
	if s.connected {
		return core.ErrAlreadyConnected
	}
	dest, err := s.destination(to)
	if err != nil {
		return err
	}
	if err := s.sock.Connect(dest); err != nil {
		if errors.Is(err, syscall.ECONNREFUSED) {
			return &core.ConnectError{Addr: to, Reason: core.ErrConnectionRefused, Err: err}
		}
		return &core.ConnectError{Addr: to, Reason: core.ErrConnectFailed, Err: err}
	}
	s.connected, s.remote = true, to
	s.local = s.addr(s.sock.LocalAddr())
	// What arrived before still waits in the system's queue; a UNIX socket's was emptied by the system.
	// An unspecified address stands for one that the system chose, so nothing can be compared with it.
	s.filter = s.network == "udp" && !to.AddrPort.Addr().IsUnspecified()
	return nil
}

// LocalAddr is where the port is bound; it stays known after the end.
func (s *socket) LocalAddr() net.Addr { return s.local }

// RemoteAddr is the connected peer, or nil.
func (s *socket) RemoteAddr() net.Addr {
	if !s.connected {
		return nil
	}
	return s.remote
}

// StopListening closes the port, after one attempt to send what waits.
func (s *socket) StopListening(done func()) {
	if done != nil {
		s.dones = append(s.dones, done)
	}
	if !s.closed {
		s.close()
	} else if !s.stopped || done == nil || len(s.dones) > 1 {
		return // an ending is asked for already, or nobody waits for one
	}
	s.machine.loop.End(s)
}

func (s *socket) close() {
	if s.outbox.len() > 0 {
		s.flush()
	}
	s.release()
}

// release closes the socket, and removes its file. What waits is dropped, and nobody is told.
func (s *socket) release() {
	s.closed = true
	if s.retry != nil {
		s.retry.Cancel()
		s.retry = nil
	}
	s.outbox = outbox{}
	s.sock.Close(false)
	s.machine.remove(s)
	if s.unlink == "" {
		return
	}
	if err := s.machine.loop.Port().(port.Files).Unlink(s.unlink); err != nil && !errors.Is(err, syscall.ENOENT) && err != port.ErrClosed {
		s.machine.loop.Failed("stopping "+s.describe(), err)
	}
}

// End is port.Ender: StopProtocol, once, and then who waits for it.
func (s *socket) End() {
	if !s.stopped {
		s.stopped = true
		if s.started {
			s.guard("StopProtocol", s.protocol.StopProtocol)
		}
	}
	dones := s.dones
	s.dones = nil
	for _, done := range dones {
		s.guard("done of StopListening", done)
	}
}

// guard calls into the user's code.
func (s *socket) guard(method string, call func()) {
	defer func() {
		if v := recover(); v != nil {
			s.panicked(method, v)
		}
	}()
	call()
}

func (s *socket) panicked(method string, v any) error {
	return s.machine.loop.Panicked(fmt.Sprintf("%s of %T", method, s.protocol), v)
}

func (s *socket) describe() string { return s.network + ":" + s.local.String() }

func (s *socket) addr(a port.Addr) core.Addr {
	return core.Addr{Net: s.network, AddrPort: a.AddrPort, Path: a.Path}
}
