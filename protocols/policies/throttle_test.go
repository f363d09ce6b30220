package policies_test

import (
	"errors"
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
	asked int
}

func (p *puller) ResumeProducing() { p.asked++; p.Transport.Write(make([]byte, 10)) }
func (p *puller) StopProducing()   {}

func TestAPullProducerIsAskedAtTheRate(t *testing.T) {
	clock, p := fakes.NewClock(), &puller{}
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
	if p.asked < 10 || p.asked > 12 {
		t.Errorf("asked %d times for 10 bytes in ten seconds at 10 bytes a second", p.asked)
	}
	wire.Lose(core.ErrConnectionLost)
	if clock.Pending() != 0 {
		t.Errorf("%d calls outlive the connection", clock.Pending())
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
