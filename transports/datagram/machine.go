package datagram

import (
	"ravel/core"
	"ravel/core/port"
)

// A Loop is what the machine asks of the loop that drives it.
type Loop interface {
	core.Clock
	port.Loop
}

// machine is what the ports that one facet opened have in common: the loop, and who is open.
type machine struct {
	loop    Loop
	traffic *port.Traffic
	// first and last are the open sockets in the order of opening, which is the order in which a
	// shutdown closes them.
	first, last *socket
	// receiving is true while a socket of this machine delivers what arrived. What is sent meanwhile
	// leaves together.
	receiving bool
}

// start has l close everything during shutdown, and release without a word what is open when it is closed.
func (m *machine) start(l Loop) {
	m.loop, m.traffic = l, l.Traffic()
	l.OnDisconnect(m.disconnect)
	l.OnClose(m.release)
}

func (m *machine) release() {
	for m.first != nil {
		m.first.release()
	}
}

func (m *machine) disconnect() {
	for m.first != nil {
		m.first.StopListening(nil)
	}
}

func (m *machine) add(s *socket) {
	m.traffic.Ports++
	s.prev = m.last
	if m.last != nil {
		m.last.next = s
	} else {
		m.first = s
	}
	m.last = s
}

func (m *machine) remove(s *socket) {
	m.traffic.Ports--
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		m.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	} else {
		m.last = s.prev
	}
	s.prev, s.next = nil, nil
}
