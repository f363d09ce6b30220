package contract_test

import (
	"bytes"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
)

// A rambler does what comes into its mind, so many times, also in its callbacks and after the end.
type rambler struct {
	core.Base
	r         *rand.Rand
	left      int
	said, got []byte
}

func (w *rambler) ConnectionMade(t core.Transport) { w.Base.ConnectionMade(t); w.act() }
func (w *rambler) DataReceived(p []byte)           { w.got = append(w.got, p...); w.act(); w.act() }
func (w *rambler) ReadConnectionLost()             { w.act() }
func (w *rambler) WriteConnectionLost()            { w.act() }
func (w *rambler) ConnectionLost(error)            { w.act(); w.act() }
func (w *rambler) PauseProducing()                 { w.act() }
func (w *rambler) ResumeProducing()                { w.act() }
func (w *rambler) StopProducing()                  { w.act() }

func (w *rambler) act() {
	t := w.Transport
	if t == nil || w.left == 0 {
		return
	}
	w.left--
	switch w.r.IntN(16) {
	case 0, 1, 2, 3, 4:
		p := make([]byte, w.r.IntN(9))
		for i := range p {
			p[i] = byte(len(w.said) + i)
		}
		if n, _ := t.Write(p); n > 0 {
			w.said = append(w.said, p...)
		}
	case 5:
		t.(core.ReadPauser).PauseReading()
	case 6, 7:
		t.(core.ReadPauser).ResumeReading()
	case 8:
		t.(core.Consumer).RegisterPush(w)
	case 9:
		t.(core.Consumer).RegisterPull(w)
	case 10, 11:
		t.(core.Consumer).UnregisterProducer()
	case 12:
		w.seldom(3, t.(core.HalfCloser).LoseWriteConnection)
	case 13:
		w.seldom(3, t.LoseConnection)
	case 14:
		w.seldom(9, t.AbortConnection)
	case 15:
		t.RemoteAddr()
	}
}

func (w *rambler) seldom(oneIn int, f func()) {
	if w.r.IntN(oneIn) == 0 {
		f()
	}
}

// An unaware one ends with the peer's end of stream.
type unaware struct{ core.Protocol }

// A factory is told everything that a Factory can be told.
type factory struct{ core.Factory }

func (factory) StartFactory()                                {}
func (factory) StopFactory()                                 {}
func (factory) StartedConnecting(core.Connector)             {}
func (factory) ClientConnectionFailed(core.Connector, error) {}
func (factory) ClientConnectionLost(core.Connector, error)   {}

// Conversations at random over the loop and the stream machine on a simulated host: neither side of the
// contract is ever broken, and what arrives is what was written, in order.
func TestAReactorKeepsTheContract(t *testing.T) {
	const seeds, steps, acts = 1000, 60, 30
	for seed := range uint64(seeds) {
		r := rand.New(rand.NewPCG(seed, 1))
		reactor := fakes.NewReactor()
		report := func(v contract.Violation) { t.Errorf("seed %d: %v", seed, v) }
		var sides []*rambler
		side := func() core.Factory {
			w := &rambler{r: r, left: acts}
			sides = append(sides, w)
			return contract.WatchFactory(factory{core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
				if r.IntN(2) == 0 {
					return unaware{w}, nil
				}
				return w, nil
			})}, report)
		}
		server, client := side(), side()
		port, err := reactor.ListenTCP("127.0.0.1:0", server)
		if err != nil {
			t.Fatal(err)
		}
		reactor.ConnectTCP(port.Addr().String(), client)
		for range steps {
			sides[r.IntN(2)].act()
			reactor.Iterate(0)
			reactor.Advance(time.Duration(r.IntN(2)) * time.Millisecond)
		}
		for i, w := range sides {
			if other := sides[1-i]; !bytes.HasPrefix(other.said, w.got) {
				t.Errorf("seed %d: %q arrived of %q", seed, w.got, other.said)
			}
			if w.left = 0; w.Transport != nil {
				w.Transport.AbortConnection()
			}
		}
		port.StopListening(nil)
		reactor.Advance(time.Second)
		contract.Finish(server, client)
		reactor.Close()
	}
}
