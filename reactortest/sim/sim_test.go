package sim_test

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/protocols/echo"
	"ravel/reactortest/sim"
)

// A caller says a word whenever it is connected, calls again when it was cut off, and counts.
type caller struct {
	core.Base
	r              core.Reactor
	addr           string
	made, heard    int
	lost, failures []error
	again          time.Duration // 0: once is enough
}

func (c *caller) start(addr string) func(core.Reactor) {
	return func(r core.Reactor) {
		c.r, c.addr = r, addr
		c.dial()
	}
}

func (c *caller) dial() {
	c.r.ConnectTCP(c.addr, c, core.ConnectConfig{Timeout: time.Second})
}

func (c *caller) BuildProtocol(net.Addr) (core.Protocol, error) { return c, nil }
func (c *caller) StartedConnecting(core.Connector)              {}

func (c *caller) ClientConnectionFailed(_ core.Connector, reason error) {
	c.failures = append(c.failures, reason)
	c.redial()
}

func (c *caller) ClientConnectionLost(_ core.Connector, reason error) {
	c.lost = append(c.lost, reason)
	c.redial()
}

func (c *caller) redial() {
	if c.again > 0 {
		c.r.CallLater(c.again, c.dial)
	}
}

func (c *caller) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	c.made++
	fmt.Fprintf(t, "hello from %d", c.made)
}

func (c *caller) DataReceived(p []byte) { c.heard += len(p) }

func serveEcho(r core.Reactor) { r.ListenTCP(":7", echo.Factory(echo.Config{})) }

const greeting = len("hello from 1")

// conversation is a world of one client and one server.
func conversation(w *sim.World) (*caller, *sim.Node) {
	w.Links(sim.Rough())
	server := w.Node("server", serveEcho)
	c := &caller{}
	w.Node("client", c.start(server.Addr(7)))
	w.Eventually("the greeting comes back", 10*time.Second, func() bool { return c.heard >= greeting })
	return c, server
}

func TestASeedIsARun(t *testing.T) {
	build := func(w *sim.World) { conversation(w) }
	first, again, other := sim.Run(7, build), sim.Run(7, build), sim.Run(8, build)
	if len(first.Failures) > 0 || first.Hash != again.Hash || first.Events != again.Events || first.Simulated != again.Simulated {
		t.Errorf("one seed is one run: %v, then %v; failures %q", first, again, first.Failures)
	}
	if first.Hash == other.Hash {
		t.Errorf("another seed is another run: %v, %v", first, other)
	}
	if first.Chunks == 0 || first.Chunks > first.Events || first.Simulated <= 0 {
		t.Errorf("something was delivered, and took time: %v", first)
	}
}

func TestTheRunEndsWhenEveryEventuallyHasHeld(t *testing.T) {
	r := sim.Run(1, func(w *sim.World) { conversation(w) })
	if len(r.Failures) > 0 || r.Simulated > 10*time.Second {
		t.Errorf("the greeting is back long before the time is over: %v %q", r, r.Failures)
	}
	r = sim.Run(1, func(w *sim.World) { w.Node("alone", func(core.Reactor) {}) })
	if len(r.Failures) > 0 || r.Simulated != sim.LimitDefault {
		t.Errorf("a world that waits for nothing runs to the limit: %v %q", r, r.Failures)
	}
}

func TestAFailureThatNobodyHandlesFailsTheRun(t *testing.T) {
	fails := func(r core.Reactor) { core.NewDeferredOn[int](r).Fail(errors.New("nobody cares")) }
	for why, build := range map[string]func(w *sim.World){
		"at the run's end": func(w *sim.World) { w.Node("careless", fails) },
		"before a node loses its power": func(w *sim.World) {
			n := w.Node("careless", fails)
			w.After(time.Second, n.PowerOff)
		},
		"in a life before": func(w *sim.World) {
			lives := 0
			n := w.Node("careless", func(r core.Reactor) {
				if lives++; lives == 1 {
					fails(r)
				}
			})
			w.After(time.Second, n.Restart)
		},
	} {
		r := sim.Run(1, build)
		if len(r.Failures) != 1 || !strings.Contains(r.Failures[0], "careless: ") || !strings.Contains(r.Failures[0], "nobody cares") {
			t.Errorf("%s: failures %q, want the one of the node", why, r.Failures)
		}
	}
	handled := sim.Run(1, func(w *sim.World) {
		w.Node("careful", func(r core.Reactor) {
			d := core.NewDeferredOn[int](r)
			d.Fail(errors.New("somebody cares"))
			r.CallLater(time.Second, func() { d.AddErrback(func(error) (int, error) { return 0, nil }) })
		})
	})
	if len(handled.Failures) != 0 {
		t.Errorf("one that is handled later is none: %q", handled.Failures)
	}
}

func TestWhatDoesNotHoldIsNamedOnce(t *testing.T) {
	wants := func(why string, build func(w *sim.World), want ...string) {
		t.Helper()
		if r := sim.Run(1, build); !slices.Equal(r.Failures, want) {
			t.Errorf("%s: failures %q, want %q", why, r.Failures, want)
		}
	}
	wants("an Always that breaks", func(w *sim.World) {
		c, _ := conversation(w)
		w.Always("silence", func() error {
			if c.heard > 0 {
				return errors.New("somebody spoke")
			}
			return nil
		})
	}, `always "silence": somebody spoke`)
	wants("a Never that happens", func(w *sim.World) {
		c, _ := conversation(w)
		w.Never("a connection", func() bool { return c.made > 0 })
	}, `always "a connection": it happened`)
	wants("an Eventually that comes too late", func(w *sim.World) {
		w.Eventually("a miracle", time.Minute, func() bool { return false })
	}, `eventually "a miracle": not within 1m0s`)
	wants("an Eventually beyond the limit", func(w *sim.World) {
		w.Eventually("a miracle", 2*sim.LimitDefault, func() bool { return false })
	}, `eventually "a miracle": not before the run's end after 10m0s`)
	wants("a callback that panics", func(w *sim.World) {
		w.Node("wild", func(r core.Reactor) { r.CallLater(time.Second, func() { panic("oops") }) })
		w.Eventually("time passes", time.Minute, func() bool { return w.Now().Second() >= 2 })
		w.After(3*time.Second, func() {})
	}, "wild: panic in a timed call: oops")
}

func TestANodeWithoutPowerTellsNobody(t *testing.T) {
	r := sim.Run(1, func(w *sim.World) {
		c, server := conversation(w)
		w.After(time.Minute, server.PowerOff)
		w.After(2*time.Minute, func() {
			server.PowerOff() // off already
			if len(c.lost) > 0 {
				w.Failf("the client was told %v", c.lost)
			}
		})
		w.Eventually("an hour passes", time.Hour, func() bool { return w.Now().Minute() >= 3 })
		w.After(3*time.Minute, func() {})
	})
	if len(r.Failures) > 0 {
		t.Errorf("a silent peer is no end of a connection: %q", r.Failures)
	}
}

func TestANodeComesBackAndIsAnother(t *testing.T) {
	c := &caller{again: 500 * time.Millisecond}
	var drawn []uint64
	r := sim.Run(1, func(w *sim.World) {
		server := w.Node("server", func(r core.Reactor) {
			drawn = append(drawn, r.Rand().Uint64())
			serveEcho(r)
		})
		w.Node("client", c.start(server.Addr(7)))
		w.Every(5*time.Second, func() {
			server.Restart()
			// What the client says finds no connection there, and is answered with a reset.
			w.After(time.Second, func() { fmt.Fprint(c.Transport, "still there?") })
		})
		w.Eventually("the client has been cut off three times and is back", time.Minute, func() bool {
			return len(c.lost) >= 3 && c.made >= 4
		})
	})
	if len(r.Failures) > 0 {
		t.Errorf("it calls again: %q; made %d, lost %v, failed %v", r.Failures, c.made, c.lost, c.failures)
	}
	for _, reason := range c.lost {
		if !errors.Is(reason, core.ErrConnectionLost) {
			t.Errorf("a restart is no orderly end: %v", reason)
		}
	}
	slices.Sort(drawn)
	if len(slices.Compact(drawn)) < 4 {
		t.Errorf("each life draws its own numbers: %v", drawn)
	}
}

func TestAHostileNetworkResets(t *testing.T) {
	resets := 0
	for seed := range uint64(20) {
		c := &caller{again: time.Millisecond}
		r := sim.Run(seed, func(w *sim.World) {
			link := sim.Hostile()
			link.ResetPPM = 100_000
			w.Links(link)
			server := w.Node("server", serveEcho)
			w.Node("client", c.start(server.Addr(7)))
			w.Eventually("the greeting comes back", time.Minute, func() bool { return c.heard >= greeting })
		})
		if len(r.Failures) > 0 {
			t.Errorf("who calls again gets through: %v %q", r, r.Failures)
		}
		resets += len(c.lost)
	}
	if resets == 0 {
		t.Error("one segment in ten resets its connection, but no client noticed")
	}
}

// A notebook is a T that only takes notes.
type notebook struct{ notes []string }

func (n *notebook) Helper() {}
func (n *notebook) Errorf(format string, args ...any) {
	n.notes = append(n.notes, fmt.Sprintf(format, args...))
}

func TestCheckReportsSeeds(t *testing.T) {
	var n notebook
	sim.Check(&n, sim.Seeds(20), func(w *sim.World) { conversation(w) })
	if len(n.notes) > 0 {
		t.Errorf("every seed passes: %q", n.notes)
	}
	sim.Check(&n, sim.From(5, 20), func(w *sim.World) {
		w.Eventually("an even seed", time.Second, func() bool { return w.Seed()%2 == 0 })
	})
	all := strings.Join(n.notes, "\n")
	for _, want := range []string{"sim.From(5, 1)", "sim.From(7, 1)", "sim.From(9, 1)", `seed 5: eventually "an even seed": not within 1s`} {
		if !strings.Contains(all, want) {
			t.Errorf("the report lacks %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "From(11, 1)") {
		t.Errorf("three failing seeds are enough:\n%s", all)
	}
}

func TestCheckNoticesWhatDoesNotFollowFromTheSeed(t *testing.T) {
	var n notebook
	runs := 0
	sim.Check(&n, sim.Seeds(1), func(w *sim.World) {
		runs++
		w.After(time.Duration(runs)*time.Second, func() {})
		w.Eventually("it is late", time.Minute, func() bool { return w.Now().Second() >= runs })
	})
	if len(n.notes) != 1 || !strings.Contains(n.notes[0], "not deterministic") {
		t.Errorf("the two runs of the first seed differ: %q", n.notes)
	}
}

// A world with a server, a client and a network that cuts what they send into pieces.
func Example() {
	r := sim.Run(7, func(w *sim.World) {
		w.Links(sim.Rough())
		server := w.Node("server", func(r core.Reactor) { r.ListenTCP(":7", echo.Factory(echo.Config{})) })
		c := &caller{}
		w.Node("client", c.start(server.Addr(7)))
		w.Eventually("the greeting comes back", 10*time.Second, func() bool { return c.heard >= greeting })
	})
	fmt.Println(len(r.Failures), "failures")
	// Output: 0 failures
}
