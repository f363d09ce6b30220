package worlds

import (
	"bytes"
	"fmt"
	"net"
	"time"

	"ravel/core"
	"ravel/reactortest/sim"
)

// An Exchange is what one client sends and what it wants to hear.
type Exchange struct {
	// Ask is sent, in pieces and with pauses.
	Ask []byte
	// Check is called with all that was heard each time there is more, and once more with ended when the
	// connection has. done means that the client has heard what it wanted and leaves; an error fails the run.
	Check func(heard []byte, ended bool) (done bool, err error)
}

const askers = 8

// Asking is a world of clients that ask one after another. exchange makes the i-th client's exchange for a
// world of that seed.
func Asking(serve Serve, exchange func(i int, r core.Reactor) Exchange) func(w *sim.World) {
	return func(w *sim.World) {
		w.Links(sim.Rough())
		server := w.Node("server", func(r core.Reactor) { listen(r, serve) })
		satisfied := 0
		for i := range askers {
			w.Node(fmt.Sprintf("client%d", i), func(r core.Reactor) {
				a := &asker{world: w, r: r, name: fmt.Sprintf("client%d", i), Exchange: exchange(i, r), satisfied: &satisfied}
				r.CallLater(time.Duration(r.Rand().IntN(1000))*time.Millisecond, func() { r.ConnectTCP(server.Addr(port), a) })
			})
		}
		w.Eventually("every client has heard what it wanted", within*time.Second, func() bool { return satisfied == askers })
	}
}

// An asker is one client and its own factory.
type asker struct {
	Exchange
	core.Base
	world     *sim.World
	r         core.Reactor
	name      string
	heard     []byte
	done      bool
	satisfied *int
}

func (a *asker) BuildProtocol(net.Addr) (core.Protocol, error) { return a, nil }
func (a *asker) StartedConnecting(core.Connector)              {}
func (a *asker) ClientConnectionLost(core.Connector, error)    {}
func (a *asker) ClientConnectionFailed(_ core.Connector, err error) {
	a.world.Failf("%s: %v", a.name, err)
}

func (a *asker) ConnectionMade(t core.Transport) {
	a.Base.ConnectionMade(t)
	a.say()
}

// say sends the next piece, and the others after pauses.
func (a *asker) say() {
	if len(a.Ask) == 0 {
		a.judge(false) // some want to hear nothing
		return
	}
	n := 1 + a.r.Rand().IntN(len(a.Ask))
	a.Transport.Write(a.Ask[:n])
	a.Ask = a.Ask[n:]
	a.r.CallLater(time.Duration(a.r.Rand().IntN(50))*time.Millisecond, a.say)
}

func (a *asker) DataReceived(p []byte) {
	a.heard = append(a.heard, p...)
	a.judge(false)
}

func (a *asker) ConnectionLost(reason error) {
	a.judge(true)
	if !a.done {
		a.world.Failf("%s: the connection ended early: %v", a.name, reason)
	}
}

func (a *asker) judge(ended bool) {
	if a.done {
		return
	}
	done, err := a.Check(a.heard, ended)
	if err != nil {
		a.world.Failf("%s: %v", a.name, err)
	}
	if done && len(a.Ask) == 0 {
		a.done = true
		*a.satisfied++
		a.Transport.LoseConnection()
	}
}

// Same wants to hear exactly want; with end it wants the server to end the connection behind it.
func Same(want []byte, end bool) func([]byte, bool) (bool, error) {
	return func(heard []byte, ended bool) (bool, error) {
		if !bytes.HasPrefix(want, heard) {
			return false, fmt.Errorf("heard %.80q, want %.80q", heard, want)
		}
		return len(heard) == len(want) && ended == end, nil
	}
}

// Text is random bytes of a random length from 1 to most.
func Text(r core.Reactor, most int) []byte {
	p := make([]byte, 1+r.Rand().IntN(most))
	for i := range p {
		p[i] = byte(r.Rand().Uint32())
	}
	return p
}
