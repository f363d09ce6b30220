package endpoint_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"slices"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/service"
	"ravel/fakes"
	"ravel/transports/endpoint"
)

var _ service.Service = (*endpoint.ClientService)(nil)

// A stage is an endpoint whose attempts the spec decides.
type stage struct {
	*fakes.Reactor
	start   time.Time
	log     []string
	attempt *core.Deferred[core.Protocol] // the last
	f       core.Factory
}

func newStage() *stage {
	r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.DiscardHandler)})
	return &stage{Reactor: r, start: r.Now()}
}

func (s *stage) note(f string, with ...any) { s.log = append(s.log, fmt.Sprintf(f, with...)) }

func (s *stage) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	s.note("connect@%.3f", s.Now().Sub(s.start).Seconds())
	s.f = f
	s.attempt = core.NewDeferredOn(r, func(*core.Deferred[core.Protocol]) { s.note("attempt cancelled") })
	return s.attempt
}

// succeeds has the attempt come to a connection.
func (s *stage) succeeds(t *testing.T) *fakes.StringTransport {
	t.Helper()
	wire := fakes.NewStringTransport()
	p, err := s.f.BuildProtocol(wire.RemoteAddr())
	if err != nil {
		t.Fatal(err)
	}
	wire.Connect(p)
	s.attempt.Resolve(p)
	return wire
}

func (s *stage) want(t *testing.T, why string, log ...string) {
	t.Helper()
	if !slices.Equal(s.log, log) {
		t.Errorf("%s:\n got %q\nwant %q", why, s.log, log)
	}
}

// exact is a back-off of 1 s, 2 s, 4 s, … without jitter.
func exact() endpoint.ClientConfig {
	return endpoint.ClientConfig{Backoff: core.Backoff{Factor: 2, Jitter: -1}}
}

func isOver[T any](d *core.Deferred[T]) bool { _, _, ok := d.Result(); return ok }

var errNo = errors.New("no")

// The log CS-04.
func TestAServiceIsStoppedWhileItWaitsAndWhileItConnects(t *testing.T) {
	s := newStage()
	c := endpoint.NewClientService(s, s, serves(), exact())
	w := c.WhenConnected()
	c.Start()
	s.attempt.Fail(errNo)
	if s.Pending() != 1 || isOver(w) {
		t.Fatalf("%d calls are pending; want the next attempt's, and the one who waits still waiting", s.Pending())
	}
	stopped := c.Stop()
	if err := failure(t, w); !errors.Is(err, core.ErrCancelled) || !isOver(stopped) || s.Pending() != 0 {
		t.Errorf("who waits: %v; stopped %v, %d pending; want ErrCancelled, at once, none", err, isOver(stopped), s.Pending())
	}
	c.Start()
	stopped = c.Stop()
	s.want(t, "the attempt is cancelled", "connect@0.000", "connect@0.000", "attempt cancelled")
	if !isOver(stopped) || c.Running() {
		t.Error("nothing is left, so it has stopped")
	}
	if err := failure(t, c.WhenConnected()); !errors.Is(err, core.ErrCancelled) {
		t.Errorf("waiting for a stopped service: %v", err)
	}
}

func TestAServiceConnectsAgainAfterALossAndAfterFailures(t *testing.T) {
	s := newStage()
	first := &plain{}
	c := endpoint.NewClientService(s, s, serves(first), exact())
	c.Start()
	c.Start() // once more does nothing
	s.attempt.Fail(errNo)
	s.Advance(2 * time.Second)
	s.attempt.Fail(errNo)
	s.Advance(4 * time.Second)
	w := c.WhenConnected()
	wire := s.succeeds(t)
	if p, _, ok := w.Result(); !ok || p != core.Protocol(first) {
		t.Fatalf("who waits gets %v, %v", p, ok)
	}
	if p, _, ok := c.WhenConnected().Result(); !ok || p != core.Protocol(first) {
		t.Error("and who asks later gets it at once")
	}
	s.Advance(time.Minute)
	wire.Lose(core.ErrConnectionLost)
	if first.lost != 1 {
		t.Error("the protocol is told as well")
	}
	s.Advance(time.Second)
	s.want(t, "after a stable connection the first delay comes again", "connect@0.000", "connect@2.000", "connect@6.000", "connect@67.000")
	c.Stop()
}

func TestAShortConnectionCountsAsAFailure(t *testing.T) {
	s := newStage()
	c := endpoint.NewClientService(s, s, serves(), exact())
	c.Start()
	for range 4 {
		s.succeeds(t).Lose(core.ErrConnectionLost)
		s.Advance(time.Minute)
	}
	s.want(t, "so a server that hangs up at once is left alone", "connect@0.000", "connect@2.000", "connect@64.000", "connect@128.000", "connect@196.000")
	c.Stop()
}

func TestWaitingCanEndAfterSoManyFailures(t *testing.T) {
	s := newStage()
	c := endpoint.NewClientService(s, s, serves(), exact())
	one, two, patient := c.WhenConnected(1), c.WhenConnected(2), c.WhenConnected()
	given := c.WhenConnected()
	given.Cancel()
	if err := failure(t, given); !errors.Is(err, core.ErrCancelled) {
		t.Errorf("%v", err)
	}
	c.Start()
	s.attempt.Fail(errNo)
	if err := failure(t, one); err != errNo || isOver(two) {
		t.Errorf("after one failure: %v, %v", err, isOver(two))
	}
	s.Advance(2 * time.Second)
	s.attempt.Fail(errWorse)
	if err := failure(t, two); err != errWorse || isOver(patient) {
		t.Errorf("after two: %v, %v; want the last failure", err, isOver(patient))
	}
	s.Advance(4 * time.Second)
	s.succeeds(t)
	if !isOver(patient) {
		t.Error("the patient one has it now")
	}
	c.Stop()
}

var errWorse = errors.New("worse")

func TestStoppingAConnectionWaitsForItsEnd(t *testing.T) {
	s := newStage()
	c := endpoint.NewClientService(s, s, serves(), exact())
	c.Start()
	wire := s.succeeds(t)
	one, two := c.Stop(), c.Stop()
	if !wire.Losing() || isOver(one) || isOver(two) {
		t.Fatalf("losing %v, stopped %v; want it to wait", wire.Losing(), isOver(one))
	}
	wire.Turn()
	if !isOver(one) || !isOver(two) || s.Pending() != 0 {
		t.Errorf("stopped %v and %v, %d pending", isOver(one), isOver(two), s.Pending())
	}
}

func TestStartingWhileItStopsBeginsAnewAfterwards(t *testing.T) {
	s := newStage()
	c := endpoint.NewClientService(s, s, serves(), exact())
	c.Start()
	wire := s.succeeds(t)
	stopped := c.Stop()
	c.Start()
	w := c.WhenConnected()
	s.want(t, "first the end", "connect@0.000")
	wire.Turn()
	s.want(t, "then at once", "connect@0.000", "connect@0.000")
	if !isOver(stopped) {
		t.Error("it has stopped in between")
	}
	s.succeeds(t)
	if !isOver(w) {
		t.Error("who waited has the new connection")
	}
	c.Stop()
}

func TestPreparingBelongsToTheAttempt(t *testing.T) {
	s := newStage()
	var login *core.Deferred[struct{}]
	cfg := exact()
	cfg.Prepare = func(core.Protocol) *core.Deferred[struct{}] {
		login = core.NewDeferred[struct{}]()
		return login
	}
	c := endpoint.NewClientService(s, s, serves(), cfg)
	w, weary := c.WhenConnected(), c.WhenConnected(1)
	c.Start()
	wire := s.succeeds(t)
	if isOver(w) {
		t.Fatal("not before the login is done")
	}
	login.Fail(errNo)
	if err := failure(t, weary); err != errNo || !wire.Aborting() {
		t.Errorf("a failed login: %v, aborting %v", err, wire.Aborting())
	}
	wire.Turn()
	s.Advance(2 * time.Second)
	wire = s.succeeds(t)
	wire.Lose(core.ErrConnectionLost) // during the login
	s.Advance(4 * time.Second)
	wire = s.succeeds(t)
	login.Resolve(struct{}{})
	if !isOver(w) {
		t.Error("the login is done")
	}
	s.want(t, "each was one attempt", "connect@0.000", "connect@2.000", "connect@6.000")
	wire.Lose(core.ErrConnectionLost)
	s.Advance(8 * time.Second)
	wire = s.succeeds(t)
	stopped := c.Stop()
	wire.Turn()
	if !isOver(stopped) || wire.Lost() == nil {
		t.Error("stopped during the login, the connection ends")
	}
}

func TestAServiceMayBeStoppedInsideWhatItTells(t *testing.T) {
	for name, event := range map[string]func(s *stage){
		"failed": func(s *stage) { s.attempt.Fail(errNo) },
		"ready":  func(s *stage) { s.succeeds(t).Turn() },
	} {
		s := newStage()
		c := endpoint.NewClientService(s, s, serves(), exact())
		stop := func() { c.Stop() }
		c.WhenConnected(1).AddBoth(func(p core.Protocol, err error) (core.Protocol, error) { stop(); return nil, nil })
		c.Start()
		event(s)
		if c.Running() || s.Pending() != 0 {
			t.Errorf("%s: running %v, %d pending", name, c.Running(), s.Pending())
		}
	}
	s := newStage()
	p := &plain{}
	c := endpoint.NewClientService(s, endpoint.TCPClient{Addr: listening(t, s.Reactor, serves())}, serves(p), exact())
	var stopped *core.Deferred[struct{}]
	p.onMade = func() { stopped = c.Stop() }
	c.Start()
	s.Advance(time.Second)
	if p.lost != 1 || !isOver(stopped) || s.Pending() != 0 {
		t.Errorf("inside ConnectionMade: lost %d, stopped %v, %d pending", p.lost, isOver(stopped), s.Pending())
	}
}

// The log REC-01.
func TestReconnectingGrowsItsDelays(t *testing.T) {
	s := newStage()
	f := endpoint.NewReconnecting(s, &observer{note: s.note, now: func() float64 { return s.Now().Sub(s.start).Seconds() }},
		endpoint.ReconnectConfig{Backoff: core.Backoff{Factor: math.E, Max: time.Hour, Jitter: -1}})
	if _, err := s.ConnectTCP("127.0.0.1:1", f); err != nil {
		t.Fatal(err)
	}
	s.Advance(8400 * time.Second)
	s.want(t, "as Twisted does", "connect@0.000", "connect@2.718", "connect@10.107", "connect@30.193", "connect@84.791",
		"connect@233.204", "connect@636.633", "connect@1733.266", "connect@4714.224", "connect@8314.224")
	f.StopTrying()
	if s.Pending() != 0 {
		t.Errorf("%d calls are pending after StopTrying", s.Pending())
	}
}

type observer struct {
	note func(f string, with ...any)
	now  func() float64
	last core.Protocol
}

func (o *observer) BuildProtocol(net.Addr) (core.Protocol, error) {
	o.last = &plain{}
	return o.last, nil
}
func (o *observer) StartedConnecting(core.Connector)             { o.note("connect@%.3f", o.now()) }
func (o *observer) ClientConnectionFailed(core.Connector, error) {}
func (o *observer) ClientConnectionLost(core.Connector, error)   {}

func TestReconnectingBeginsAnewAfterAStableConnection(t *testing.T) {
	s := newStage()
	server := []*plain{{}, {}, {}}
	addr := listening(t, s.Reactor, serves(server[0], server[1], server[2]))
	o := &observer{note: s.note, now: func() float64 { return s.Now().Sub(s.start).Seconds() }}
	f := endpoint.NewReconnecting(s, o, endpoint.ReconnectConfig{Backoff: core.Backoff{Factor: 2, Jitter: -1}})
	s.ConnectTCP(addr, f)
	s.Advance(time.Second)
	server[0].Transport.LoseConnection() // after a second: a failure
	s.Advance(2 * time.Second)
	s.Advance(time.Minute)
	server[1].Transport.LoseConnection() // after a minute: none
	s.Advance(time.Minute)
	s.want(t, "the same delay twice", "connect@0.000", "connect@3.000", "connect@65.000")
	f.StopTrying()
	server[2].Transport.LoseConnection()
	s.Advance(time.Minute)
	if len(s.log) != 3 || s.Pending() != 0 {
		t.Errorf("%q, %d pending; want no more of it", s.log, s.Pending())
	}
}

// REC-02.
func TestReconnectingGivesUp(t *testing.T) {
	s := newStage()
	f := endpoint.NewReconnecting(s, serves())
	k, _ := s.ConnectTCP("10.0.0.99:9", f) // nobody answers
	s.Advance(time.Second)
	f.StopTrying()
	s.Advance(time.Minute)
	if k.State() != core.Disconnected || s.Pending() != 0 {
		t.Errorf("the attempt under way: %v, %d pending", k.State(), s.Pending())
	}
	limited := endpoint.NewReconnecting(s, serves(), endpoint.ReconnectConfig{RetriesMax: 2})
	s.ConnectTCP("127.0.0.1:1", limited)
	s.Advance(time.Hour)
	if limited.Failures() != 3 || s.Pending() != 0 {
		t.Errorf("%d failures, %d pending; want the first and two more", limited.Failures(), s.Pending())
	}
}

// What the jitter is drawn from is the reactor's: a run with the same seed waits the same, to the nanosecond.
func TestDelaysAreThoseOfTheReactorsRandomness(t *testing.T) {
	backoff := core.Backoff{Initial: 2 * time.Second, Factor: 3, Max: 40 * time.Second, Jitter: 0.25}
	waits := func(r *fakes.Reactor, try func(addr string)) []time.Duration {
		try("127.0.0.1:1")
		var all []time.Duration
		for range 6 {
			r.Advance(0) // the refusal
			calls := r.DelayedCalls()
			if len(calls) != 1 {
				t.Fatalf("%d calls are pending, want the next attempt", len(calls))
			}
			all = append(all, calls[0].Deadline().Sub(r.Now()))
			r.Advance(all[len(all)-1])
		}
		return all
	}
	seeded := func() *fakes.Reactor {
		return fakes.NewReactor(fakes.Config{Seed: 7, Logger: slog.New(slog.DiscardHandler)})
	}
	var want []time.Duration
	twin := seeded().Rand()
	for n := 1; n <= 6; n++ {
		exact := min(2e9*math.Pow(3, float64(n)), 40e9)
		want = append(want, time.Duration(min(max(exact+exact*0.25*twin.NormFloat64(), 0), 2*exact)))
	}
	r := seeded()
	factory := waits(r, func(addr string) {
		r.ConnectTCP(addr, endpoint.NewReconnecting(r, serves(), endpoint.ReconnectConfig{Backoff: backoff}))
	})
	r2 := seeded()
	service := waits(r2, func(addr string) {
		endpoint.NewClientService(r2, endpoint.TCPClient{Addr: addr}, serves(), endpoint.ClientConfig{Backoff: backoff}).Start()
	})
	if !slices.Equal(factory, want) || !slices.Equal(service, want) {
		t.Errorf("the factory waits %v\nthe service     %v\nwant            %v", factory, service, want)
	}
}

func TestReconnectingIsStartedAgain(t *testing.T) {
	s := newStage()
	o := &observer{note: s.note, now: func() float64 { return s.Now().Sub(s.start).Seconds() }}
	f := endpoint.NewReconnecting(s, o, endpoint.ReconnectConfig{Backoff: core.Backoff{Factor: 2, Jitter: -1}})
	f.StartTrying() // of nothing
	s.ConnectTCP("127.0.0.1:1", f)
	s.Advance(time.Second)
	f.StopTrying()
	s.Advance(time.Minute)
	s.want(t, "stopped while it waited", "connect@0.000")
	f.StartTrying()
	s.Advance(2 * time.Second)
	f.StartTrying() // in the middle of a wait of 4 s
	s.Advance(time.Second)
	s.want(t, "begun at once, and with the first delay", "connect@0.000", "connect@61.000", "connect@63.000", "connect@63.000")
	f.StopTrying()
	s.Advance(time.Minute)
	if s.Pending() != 0 {
		t.Errorf("%d calls are pending", s.Pending())
	}
}

func TestReconnectingIsStartedAgainWhileItsAttemptEnds(t *testing.T) {
	s := newStage()
	o := &observer{note: s.note, now: func() float64 { return s.Now().Sub(s.start).Seconds() }}
	f := endpoint.NewReconnecting(s, o, endpoint.ReconnectConfig{Backoff: core.Backoff{Jitter: -1}})
	k, _ := s.ConnectTCP("10.0.0.99:9", f) // nobody answers
	s.Advance(time.Second)
	f.StopTrying()
	f.StartTrying()
	s.Advance(time.Second)
	s.want(t, "a new attempt takes its place", "connect@0.000", "connect@1.000")
	if k.State() != core.Connecting || f.Failures() != 0 {
		t.Errorf("%v after %d failures; want a fresh attempt", k.State(), f.Failures())
	}
	f.StopTrying()
	f.StartTrying()
	f.StopTrying()
	s.Advance(time.Minute)
	if k.State() != core.Disconnected || len(s.log) != 2 || s.Pending() != 0 {
		t.Errorf("%v, %q, %d pending; want what was said last", k.State(), s.log, s.Pending())
	}
}

func ExampleClientService() {
	r := fakes.NewReactor()
	greets := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
	l, _ := r.ListenTCP("127.0.0.1:0", greets)
	s := endpoint.NewClientService(r, endpoint.TCPClient{Addr: l.Addr().String()}, greets)
	s.WhenConnected().AddCallback(func(p core.Protocol) (core.Protocol, error) {
		fmt.Printf("connected: %T\n", p)
		return p, nil
	})
	s.Start()
	r.Advance(time.Second)
	s.Stop()
	r.Advance(time.Second)
	fmt.Println("running:", s.Running())
	// Output:
	// connected: *core.Base
	// running: false
}
