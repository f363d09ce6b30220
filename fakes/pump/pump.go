package pump

import (
	"fmt"
	"net"
	"net/netip"

	"ravel/core"
	"ravel/fakes"
)

// stepsMax is how many steps Flush makes.
const stepsMax = 1 << 20

// A Config says what lies between the two. The zero value works.
type Config struct {
	// Policy is how much arrives in a step. Default AsWritten.
	Policy Policy
	// Server and Client are as for fakes.NewStringTransport, but that the address of the server is
	// tcp 10.0.0.1:1234 and of the client 192.168.1.1:54321 unless Local says otherwise, and each is the
	// other's Remote.
	Server, Client fakes.StringConfig
}

// A Pump is a connection between two protocols. A protocol's panic goes through to who moves the pump.
type Pump struct {
	// Server and Client are the transports that the protocols have.
	Server, Client *fakes.StringTransport

	policy         Policy
	toClient, back pipe
}

// Connect connects client to server. ConnectionMade is called on the server, then on the client. At most
// one c is given.
func Connect(server, client core.Protocol, c ...Config) *Pump {
	p := newPump(c)
	p.Server.Connect(server)
	p.Client.Connect(client)
	return p
}

// ConnectFactories is Connect for a protocol of each factory, built for the other side's address. A
// factory that refuses or fails is an error.
func ConnectFactories(server, client core.Factory, c ...Config) (*Pump, error) {
	p := newPump(c)
	s, err := build("server", server, p.Server.RemoteAddr())
	if err != nil {
		return nil, err
	}
	cl, err := build("client", client, p.Client.RemoteAddr())
	if err != nil {
		return nil, err
	}
	p.Server.Connect(s)
	p.Client.Connect(cl)
	return p, nil
}

func build(side string, f core.Factory, peer net.Addr) (core.Protocol, error) {
	p, err := f.BuildProtocol(peer)
	if err != nil {
		return nil, fmt.Errorf("the %s's factory: %w", side, err)
	}
	if p == nil {
		return nil, fmt.Errorf("the %s's factory refused %v", side, peer)
	}
	return p, nil
}

func newPump(configs []Config) *Pump {
	if len(configs) > 1 {
		panic("pump: at most one Config")
	}
	var c Config
	if len(configs) == 1 {
		c = configs[0]
	}
	if c.Policy == nil {
		c.Policy = AsWritten
	}
	if c.Server.Local == nil {
		c.Server.Local = core.TCPAddr(netip.MustParseAddrPort("10.0.0.1:1234"))
	}
	if c.Client.Local == nil {
		c.Client.Local = core.TCPAddr(netip.MustParseAddrPort("192.168.1.1:54321"))
	}
	c.Server.Remote, c.Client.Remote = c.Client.Local, c.Server.Local
	c.Server.Hold, c.Client.Hold = true, true
	p := &Pump{Server: fakes.NewStringTransport(c.Server), Client: fakes.NewStringTransport(c.Client), policy: c.Policy}
	p.toClient = pipe{from: p.Server, to: p.Client}
	p.back = pipe{from: p.Client, to: p.Server}
	return p
}

// Step moves one piece in each direction, the server's first, and reports whether another step would
// change something. What a side wrote before the step has left; it arrives as the Policy says, but not
// while the receiver has paused reading. A step in which no byte arrives at a side may bring it the end of
// stream; then ends that were asked for are told. An abort breaks the other side with
// core.ErrConnectionLost and drops what was under way to it.
func (p *Pump) Step() bool {
	pipes := [...]*pipe{&p.toClient, &p.back}
	for _, d := range pipes {
		d.fill()
		d.piece = 0
		if d.arrives() {
			d.piece = p.next(d.writes)
		}
	}
	for _, d := range pipes {
		if d.piece > 0 && len(d.bytes) > 0 {
			d.deliver()
		}
	}
	for _, d := range pipes {
		if d.piece == 0 && d.ends() {
			d.end()
		}
	}
	for _, d := range pipes {
		d.fill()
		d.from.Turn()
	}
	for _, d := range pipes {
		if d.breaks() {
			d.tear()
		}
	}
	return !p.Quiet()
}

func (p *Pump) next(writes []int) int {
	n := p.policy(writes)
	if n < 1 || n > total(writes) {
		panic(fmt.Sprintf("pump: a policy has %d of %d bytes arrive", n, total(writes)))
	}
	return n
}

// Quiet is true if a step would change nothing.
func (p *Pump) Quiet() bool { return !p.toClient.busy() && !p.back.busy() }

// Flush makes steps until the pump is quiet and returns how many. More than stepsMax panic: two protocols
// that never stop talking are moved with Step.
func (p *Pump) Flush() int {
	for steps := range stepsMax {
		if p.Quiet() {
			return steps
		}
		p.Step()
	}
	panic(fmt.Sprintf("pump: not quiet after stepsMax (%d) steps: %d bytes under way to the client, %d to the server",
		stepsMax, len(p.toClient.bytes), len(p.back.bytes)))
}
