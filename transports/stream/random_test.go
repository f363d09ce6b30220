package stream_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

const (
	randomSeeds = 150
	randomSteps = 60
)

// Whatever two protocols call in whatever order, over whatever wire: both sides keep the grammar of
// events, what arrives is a beginning of what was written, and nothing is left open.
func TestAnyCallsInAnyOrder(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(randomSeeds) {
		runRandom(t, seed, seen)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Log(seen)
	for _, what := range []string{"done", "lost", "aborted", "readLost", "writeLost", "paused producer", "pulled", "everything arrived"} {
		if seen[what] == 0 {
			t.Errorf("no run saw %q: the runs are too tame", what)
		}
	}
}

func runRandom(t *testing.T, seed uint64, seen map[string]int) {
	random := rand.New(rand.NewPCG(seed, 0))
	var links fabric.Link
	if random.IntN(2) == 0 {
		links = fabric.Link{Latency: fabric.Uniform(0, 5*time.Millisecond), Resegment: true, PartialPPM: 200_000}
	}
	if random.IntN(8) == 0 {
		links.ResetPPM = 20_000
	}
	r := fakes.NewReactor(fakes.Config{Seed: seed, Links: links, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	defer r.Close()
	report := func(v contract.Violation) { t.Errorf("seed %d: %v", seed, v) }
	a, b := newActor(random, seen), newActor(random, seen)
	a.peer, b.peer = b, a
	var watched []any
	factory := func(x *actor) core.Factory {
		return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
			w := contract.Watch(x.protocol(), report)
			watched = append(watched, w)
			return w, nil
		})
	}
	c := core.ConnConfig{HighWater: 20_000}
	unix := random.IntN(3) == 0
	var l core.Listener
	var err error
	if unix {
		if l, err = r.ListenUNIX("/s", factory(a), core.UNIXListenConfig{ConnConfig: c}); err == nil {
			_, err = r.ConnectUNIX("/s", factory(b), core.UNIXConnectConfig{ConnConfig: c})
		}
	} else {
		if l, err = r.ListenTCP("10.0.0.1:0", factory(a), core.ListenConfig{ConnConfig: c}); err == nil {
			_, err = r.ConnectTCP(l.Addr().String(), factory(b), core.ConnectConfig{ConnConfig: c})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for range randomSteps {
		switch random.IntN(3) {
		case 0:
			a.act()
		case 1:
			b.act()
		case 2:
			r.Advance(time.Duration(random.IntN(10)) * time.Millisecond)
		}
	}
	l.StopListening(nil)
	a.bow()
	b.bow()
	r.Advance(time.Hour)
	for _, x := range []*actor{a, b} {
		if x.t != nil && x.lost == nil {
			t.Errorf("seed %d: %s was never told of its end", seed, x.t.LocalAddr())
		}
		if got := x.got.Bytes(); !bytes.HasPrefix(x.peer.wrote.Bytes(), got) {
			t.Errorf("seed %d: the %d bytes that came are no beginning of the %d written", seed, len(got), x.peer.wrote.Len())
		} else if len(got) == x.peer.wrote.Len() {
			seen["everything arrived"] += min(len(got), 1)
		} else if !unix && x.t != nil && !x.left && errors.Is(x.lost, core.ErrConnectionDone) {
			// Over TCP: a UNIX socket has no reset that could say that something was dropped.
			t.Errorf("seed %d: told that all is done after %d of the %d bytes written", seed, len(got), x.peer.wrote.Len())
		}
	}
	contract.Finish(watched...)
	r.CheckLeaks(t)
}

// An actor is a protocol that calls whatever its random numbers say.
type actor struct {
	random     *rand.Rand
	seen       map[string]int
	t          core.Transport
	peer       *actor
	got, wrote bytes.Buffer
	lost       error
	over       bool // it acts no more
	left       bool // it ended the connection itself
	producing  bool
	pieces     int
}

func newActor(random *rand.Rand, seen map[string]int) *actor {
	return &actor{random: random, seen: seen}
}

// An awareActor knows of half-closing.
type awareActor struct{ *actor }

func (a awareActor) ReadConnectionLost() {
	a.seen["readLost"]++
	a.act()
}

func (a awareActor) WriteConnectionLost() {
	a.seen["writeLost"]++
	a.act()
}

func (a *actor) protocol() core.Protocol {
	if a.random.IntN(2) == 0 {
		return awareActor{a}
	}
	return a
}

func (a *actor) ConnectionMade(t core.Transport) {
	a.t = t
	a.act()
	if a.over {
		a.bow()
	}
}

func (a *actor) DataReceived(p []byte) {
	a.got.Write(p)
	if a.random.IntN(4) == 0 {
		a.act()
	}
}

func (a *actor) ConnectionLost(reason error) {
	a.lost = reason
	a.act()
	switch {
	case fmt.Sprint(reason) == core.ErrConnectionDone.Error():
		a.seen["done"]++
	case fmt.Sprint(reason) == core.ErrConnectionAborted.Error():
		a.seen["aborted"]++
	default:
		a.seen["lost"]++
	}
}

func (a *actor) PauseProducing() { a.seen["paused producer"]++ }

func (a *actor) ResumeProducing() {
	if a.random.IntN(2) == 0 {
		a.write()
	}
}

func (a *actor) StopProducing() { a.producing = false }

// A puller is the actor as a pull producer.
type puller struct{ *actor }

func (p puller) ResumeProducing() {
	p.seen["pulled"]++
	if p.pieces++; p.pieces%5 == 0 || p.over {
		p.unregister()
		return
	}
	p.write()
}

func (a *actor) piece() []byte {
	p := make([]byte, []int{1, 10, 1000, 17_000, 70_000}[a.random.IntN(5)])
	for i := range p {
		p[i] = byte(a.random.Uint32())
	}
	return p
}

func (a *actor) write() {
	p := a.piece()
	if n, _ := a.t.Write(p); n == len(p) {
		a.wrote.Write(p)
	}
	clear(p)
}

func (a *actor) unregister() {
	a.producing = false
	a.t.(core.Consumer).UnregisterProducer()
}

// act makes one call.
func (a *actor) act() {
	if a.t == nil || a.over {
		return
	}
	switch a.random.IntN(24) {
	case 0:
		a.left = true
		a.t.LoseConnection()
	case 1:
		if a.random.IntN(4) == 0 {
			a.left = true
			a.t.AbortConnection()
		}
	case 2:
		a.t.(core.HalfCloser).LoseWriteConnection()
	case 3, 4:
		a.t.(core.ReadPauser).PauseReading()
	case 5, 6, 7:
		a.t.(core.ReadPauser).ResumeReading()
	case 8:
		if !a.producing {
			a.producing = true
			a.t.(core.Consumer).RegisterPush(a)
		}
	case 9:
		if !a.producing {
			a.producing = true
			a.t.(core.Consumer).RegisterPull(puller{a})
		}
	case 10, 11:
		if a.producing {
			a.unregister()
		}
	default:
		a.write()
	}
}

// bow ends the actor's part.
func (a *actor) bow() {
	a.over = true
	if a.t == nil || a.lost != nil {
		return
	}
	a.left = true
	a.unregister()
	a.t.(core.ReadPauser).ResumeReading()
	a.t.LoseConnection()
}
