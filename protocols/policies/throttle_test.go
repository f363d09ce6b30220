package policies_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/policies"
)

// POL-03, but that reading is held back at once, and not at the end of the second: on average it comes to the
// same.
func TestReadingIsHeldBackForWhatWasTooMuch(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	wire := connect(t, policies.NewThrottle(clock, policies.ThrottleConfig{Read: 10}).Factory(serves(t, p)))
	wire.Feed("0123456789")
	if wire.ReadingPaused() {
		t.Fatal("a second's worth may come at once")
	}
	wire.Feed("012345678901234")
	for _, at := range []struct {
		after  time.Duration
		paused bool
	}{{0, true}, {1499 * time.Millisecond, true}, {time.Millisecond, false}} {
		clock.Advance(at.after)
		if wire.ReadingPaused() != at.paused {
			t.Errorf("%v on: paused %v, want %v", at.after, wire.ReadingPaused(), at.paused)
		}
	}
	if clock.Pending() != 0 {
		t.Errorf("%d calls are pending for a connection that is not held back", clock.Pending())
	}
}

func TestReadingStandsStillWhileTheProtocolOrTheThrottleWantsItTo(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	wire := connect(t, policies.NewThrottle(clock, policies.ThrottleConfig{Read: 10}).Factory(serves(t, p)))
	own := p.Transport.(core.ReadPauser)
	wire.Feed("01234567890123456789")
	own.PauseReading()
	clock.Advance(time.Second)
	if !wire.ReadingPaused() {
		t.Error("the throttle resumes what the protocol has paused")
	}
	own.ResumeReading()
	if wire.ReadingPaused() {
		t.Error("both want it to go on")
	}
	wire.Feed("0123456789")
	own.PauseReading()
	own.ResumeReading()
	if !wire.ReadingPaused() {
		t.Error("the protocol resumes what the throttle has paused")
	}
	wire.Lose(core.ErrConnectionLost)
	if clock.Pending() != 0 {
		t.Errorf("%d calls outlive the connection", clock.Pending())
	}
}

func TestOneRateForAllConnections(t *testing.T) {
	clock := fakes.NewClock()
	f := policies.NewThrottle(clock, policies.ThrottleConfig{ReadTotal: 10}).Factory(serves(t, &teller{}, &teller{}))
	one, two := connect(t, f), connect(t, f)
	one.Feed("0123456789")
	two.Feed("0123456789")
	if one.ReadingPaused() || !two.ReadingPaused() {
		t.Fatalf("paused %v and %v; want the one that was too much", one.ReadingPaused(), two.ReadingPaused())
	}
	one.Feed("0123456789")
	clock.Advance(time.Second)
	if !one.ReadingPaused() || !two.ReadingPaused() {
		t.Error("after a second the two still owe a second's worth")
	}
	clock.Advance(time.Second)
	if one.ReadingPaused() || two.ReadingPaused() {
		t.Error("after two seconds all is paid")
	}
}

// A pusher writes a piece whenever the spec wants.
type pusher struct {
	teller
	paused bool
}

func (p *pusher) PauseProducing()  { p.paused = true; p.note("pause") }
func (p *pusher) ResumeProducing() { p.paused = false; p.note("resume") }
func (p *pusher) StopProducing()   { p.note("stop") }

func TestAPushProducerIsHeldBack(t *testing.T) {
	clock, p := fakes.NewClock(), &pusher{}
	wire := connect(t, policies.NewThrottle(clock, policies.ThrottleConfig{Write: 10}).Factory(serves(t, &p.teller)))
	k := p.Transport.(core.Consumer)
	if err := k.RegisterPush(p); err != nil {
		t.Fatal(err)
	}
	if err := k.RegisterPush(&pusher{}); !errors.Is(err, core.ErrProducerRegistered) {
		t.Errorf("a second producer: %v", err)
	}
	p.Transport.Write(make([]byte, 30))
	wire.Turn()
	if !p.paused {
		t.Fatal("30 bytes at 10 a second must pause it")
	}
	clock.Advance(2 * time.Second)
	if p.paused {
		t.Error("after two seconds it may go on")
	}
	k.UnregisterProducer()
	p.Transport.Write(make([]byte, 30))
	if clock.Pending() != 0 {
		t.Error("without a producer there is nothing to wait for")
	}
	p.want(t, "paused once, resumed once", "made", "pause", "resume")
}

func TestAProducerGoesOnWhenTransportAndThrottleLetIt(t *testing.T) {
	clock, p := fakes.NewClock(), &pusher{}
	wire := connect(t, policies.NewThrottle(clock, policies.ThrottleConfig{Write: 100}).Factory(serves(t, &p.teller)), fakes.StringConfig{Hold: true, HighWater: 50})
	p.Transport.(core.Consumer).RegisterPush(p)
	p.Transport.Write(make([]byte, 200))
	clock.Advance(time.Second)
	if !p.paused {
		t.Error("the transport is still full")
	}
	wire.Hold(false)
	wire.Turn()
	if p.paused {
		t.Error("nothing is in its way any more")
	}
	wire.Lose(core.ErrConnectionLost)
	p.want(t, "paused once, resumed once, and stopped", "made", "pause", "resume", "stop", "lost connection lost")
}

// A puller writes one piece each time it is asked.
type puller struct {
	teller
	clock core.Clock
	began time.Time
	at    []int // the seconds at which it was asked
}

func newPuller(clock core.Clock) *puller { return &puller{clock: clock, began: clock.Now()} }

func (p *puller) ResumeProducing() {
	p.at = append(p.at, int(p.clock.Now().Sub(p.began).Seconds()))
	p.Transport.Write(make([]byte, 10))
}
func (p *puller) StopProducing() { p.note("stop") }

func TestAPullProducerIsAskedAtTheRate(t *testing.T) {
	clock := fakes.NewClock()
	p := newPuller(clock)
	wire := connect(t, policies.NewThrottle(clock, policies.ThrottleConfig{Write: 10}).Factory(serves(t, &p.teller)))
	if err := p.Transport.(core.Consumer).RegisterPull(p); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		for range 5 {
			wire.Turn()
		}
		clock.Advance(time.Second)
	}
	// A second's worth may be on its way at once, and the piece that is too much has to be made to be seen.
	if want := []int{0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(p.at, want) {
		t.Errorf("asked for 10 bytes at 10 bytes a second at the seconds %v, want %v", p.at, want)
	}
	wire.Lose(core.ErrConnectionLost)
	if clock.Pending() != 0 {
		t.Errorf("%d calls outlive the connection", clock.Pending())
	}
}

// LoseConnection waits for a producer, which is no reason to let it run away.
func TestAProducerOfAClosingConnectionIsAskedAtTheRateAsWell(t *testing.T) {
	clock := fakes.NewClock()
	p := newPuller(clock)
	wire := connect(t, policies.NewThrottle(clock, policies.ThrottleConfig{Write: 10}).Factory(serves(t, &p.teller)))
	k := p.Transport.(core.Consumer)
	if err := k.RegisterPull(p); err != nil {
		t.Fatal(err)
	}
	p.Transport.LoseConnection()
	for range 3 {
		for range 5 {
			wire.Turn()
		}
		clock.Advance(time.Second)
	}
	if want := []int{0, 0, 1, 2, 3}; !slices.Equal(p.at, want) {
		t.Errorf("asked at the seconds %v, want %v", p.at, want)
	}
	k.UnregisterProducer()
	wire.Turn()
	if !errors.Is(wire.Lost(), core.ErrConnectionDone) || clock.Pending() != 0 {
		t.Errorf("lost with %v, %d calls pending; want the end in order, and none", wire.Lost(), clock.Pending())
	}
}

// Each connection has its own rate and all have one together: the stricter of the two counts.
func TestARateForEachAndOneForAll(t *testing.T) {
	clock := fakes.NewClock()
	f := policies.NewThrottle(clock, policies.ThrottleConfig{Read: 10, ReadTotal: 15}).Factory(serves(t, &teller{}, &teller{}))
	one, two := connect(t, f), connect(t, f)
	one.Feed(strings.Repeat("x", 20)) // 10 too many for itself, 5 for all
	two.Feed(strings.Repeat("x", 10)) // none too many for itself, 15 for all
	for _, at := range []struct {
		after    time.Duration
		one, two bool
	}{{0, true, true}, {999 * time.Millisecond, true, true}, {time.Millisecond, false, false}} {
		clock.Advance(at.after)
		if one.ReadingPaused() != at.one || two.ReadingPaused() != at.two {
			t.Errorf("%v on: paused %v and %v, want %v and %v", at.after, one.ReadingPaused(), two.ReadingPaused(), at.one, at.two)
		}
	}
	if clock.Pending() != 0 {
		t.Errorf("%d calls are pending", clock.Pending())
	}
}

func TestPoliciesKeepWhatProtocolsAndTransportsCan(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	f := policies.Chain(serves(t, p), policies.IdleTimeout(clock, time.Hour), policies.NewThrottle(clock, policies.ThrottleConfig{}).Factory,
		policies.NewLimit(policies.LimitConfig{}).Factory, policies.Wiretap(func(policies.Tap) {}))
	wire := connect(t, f)
	if _, ok := p.Transport.(core.TCPOptions); !ok {
		t.Error("the options of the transport are hidden")
	}
	p.Transport.(core.HalfCloser).LoseWriteConnection()
	wire.FeedEOF()
	wire.Turn()
	if len(p.log) < 2 || p.log[1] != "read lost" && p.log[1] != "write lost" {
		t.Errorf("a protocol that outlives either direction was told %q", p.log)
	}
}
