package reactortest

import (
	"net"
	"net/netip"

	"ravel/core"
	"ravel/core/contract"
)

// A Port is a datagram port that writes down what it is told: start, got "…", refused, stop.
type Port struct {
	*Log
	Name      string
	Transport core.DatagramTransport
	// From is where the last datagram came from.
	From core.Addr

	OnStart    func()
	OnDatagram func(p []byte, from core.Addr)
	OnRefused  func()

	script           *Script
	deaf             bool // no core.RefusalHandler
	started, stopped int
}

// Port makes a port. It must be started exactly as often as it is stopped.
func (s *Script) Port(name string) *Port {
	p := &Port{Log: &Log{}, Name: name, script: s}
	s.ports = append(s.ports, p)
	return p
}

// DeafPort is Port, for one that is not told of refusals.
func (s *Script) DeafPort(name string) *Port {
	p := s.Port(name)
	p.deaf = true
	return p
}

// Protocol is p as the reactor sees it, with the monitor around it.
func (p *Port) Protocol() core.DatagramProtocol {
	if p.deaf {
		return contract.WatchDatagram(&portProtocol{p}, p.script.violated)
	}
	return contract.WatchDatagram(&refusalPort{portProtocol{p}}, p.script.violated)
}

// Addr is where p is bound.
func (p *Port) Addr() core.Addr { return p.Transport.LocalAddr().(core.Addr) }

// Send sends text to another port.
func (p *Port) Send(text string, to core.Addr) {
	p.script.Helper()
	p.script.WantNil("a datagram is taken", p.Transport.WriteTo([]byte(text), to))
}

// UDP opens p on a port of 127.0.0.1.
func (s *Script) UDP(p *Port, c ...core.DatagramConfig) {
	s.Helper()
	s.UDPAt(anyPort, p, c...)
}

// UDPAt opens p at addr.
func (s *Script) UDPAt(addr string, p *Port, c ...core.DatagramConfig) {
	s.Helper()
	t, err := s.R.(core.UDP).ListenUDP(addr, p.Protocol(), c...)
	if err != nil {
		s.Fatalf("ListenUDP(%q): %v", addr, err)
	}
	s.Want("ListenUDP returns a transport", t != nil)
}

// ClosedUDP is a UDP address that nobody is bound to any more.
func (s *Script) ClosedUDP() core.Addr {
	s.Helper()
	p := s.Port("gone")
	s.UDP(p)
	at := p.Addr()
	p.Transport.StopListening(nil)
	s.Until("the port is closed", func() bool { return p.stopped == 1 })
	return at
}

// addrOf is a core.Addr of a net.Addr.
func addrOf(a net.Addr) core.Addr { return a.(core.Addr) }

// portOf is the number of a's port.
func portOf(a net.Addr) uint16 { return a.(core.Addr).AddrPort.Port() }

// at is ip with a's port, as text.
func at(ip string, a net.Addr) string {
	return netip.AddrPortFrom(netip.MustParseAddr(ip), portOf(a)).String()
}

type portProtocol struct{ *Port }

func (p *portProtocol) StartProtocol(t core.DatagramTransport) {
	p.Transport = t
	p.started++
	p.Note("start")
	call(p.OnStart)
}

func (p *portProtocol) DatagramReceived(d []byte, from core.Addr) {
	p.From = from
	if len(d) > quotedMax {
		p.Note("got %d bytes", len(d))
	} else {
		p.Note("got %q", d)
	}
	if p.OnDatagram != nil {
		p.OnDatagram(d, from)
	}
}

func (p *portProtocol) StopProtocol() {
	p.stopped++
	p.Note("stop")
}

type refusalPort struct{ portProtocol }

func (p *refusalPort) ConnectionRefused() {
	p.Note("refused")
	call(p.OnRefused)
}
