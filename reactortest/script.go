package reactortest

import (
	"context"
	"fmt"
	"time"

	"ravel/core"
	"ravel/core/contract"
)

const (
	// patience is how much of a reactor's time a case waits for what must come about.
	patience = 10 * time.Second
	// wallPatience is how long a case lets Run run.
	wallPatience = 20 * time.Second
	// turnsMax bounds every loop over turns.
	turnsMax = 1_000_000
	// roundTrips is how often Settle goes to and fro. One would do for the wire; the others give
	// what arrived first a turn in which it can have its consequences.
	roundTrips = 3
)

// A T is the running test: *testing.T, and Ginkgo's GinkgoT().
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A Script is one case under way: a reactor, driven by hand, and everything that the case opened.
type Script struct {
	T
	// R is the reactor under test. Both ends of most connections live on it.
	R     core.Reactor
	bench Bench
	host  Host

	reactors []core.Reactor
	ends     []*End
	ports    []*Port
	fence    *fence

	turning  bool     // inside a callback a failure is kept, since it would look like the callback's panic
	broken   []string // failures that were kept
	failures int      // how many failures the case provokes
}

func newScript(t T, b Bench) *Script {
	s := &Script{T: t, bench: b}
	s.R = s.NewReactor()
	if b.Host != nil {
		s.host = b.Host(s.R)
	}
	return s
}

// NewReactor makes another reactor. It is stopped and closed with the case.
func (s *Script) NewReactor() core.Reactor {
	r := s.bench.New()
	s.reactors = append(s.reactors, r)
	return r
}

// Fail ends the case, after the present turn if there is one.
func (s *Script) Fail(format string, args ...any) {
	s.Helper()
	if s.turning {
		s.broken = append(s.broken, fmt.Sprintf(format, args...))
		return
	}
	s.Fatalf(format, args...)
}

// ExpectFailures says that the reactor will log n more failures.
func (s *Script) ExpectFailures(n int) { s.failures += n }

// violated is where the monitor around each protocol reports.
func (s *Script) violated(v contract.Violation) {
	s.broken = append(s.broken, fmt.Sprintf("the contract was violated: %v", v))
}

// Turn makes one turn that does not wait.
func (s *Script) Turn() {
	s.Helper()
	s.iterate(0)
}

func (s *Script) iterate(limit time.Duration) {
	s.Helper()
	s.turning = true
	err := s.R.Iterate(limit)
	s.turning = false
	if err != nil {
		s.Fatalf("Iterate(%v): %v", limit, err)
	}
	s.report()
}

// report fails with what was kept during turns.
func (s *Script) report() {
	s.Helper()
	if len(s.broken) > 0 {
		broken := s.broken
		s.broken = nil
		s.Fatalf("%s%s", lines(broken), s.story())
	}
}

// Until makes turns until what is true. why is the sentence that is told if it never is.
func (s *Script) Until(why string, what func() bool) {
	s.Helper()
	if !s.turnUntil(what) {
		s.Fatalf("%s: did not come about within %v%s", why, patience, s.story())
	}
}

// turnUntil makes turns until what is true, and reports whether it came to that. Every other turn may wait; one that
// made a call does not (REA-011), so that what a call brings about is never waited past, nor what another
// goroutine posts between the look and the turn.
func (s *Script) turnUntil(what func() bool) bool {
	s.Helper()
	deadline := s.R.Now().Add(patience)
	for range turnsMax {
		if what() {
			return true
		}
		s.iterate(0)
		if what() {
			return true
		}
		left := deadline.Sub(s.R.Now())
		if left <= 0 {
			return false
		}
		s.iterate(left)
	}
	return false
}

// Pass lets d of the reactor's time pass.
func (s *Script) Pass(d time.Duration) {
	s.Helper()
	passed := false
	s.R.CallLater(d, func() { passed = true })
	s.Until(fmt.Sprintf("%v pass", d), func() bool { return passed })
}

// Settle is a fence: it returns when whatever was sent before has arrived and has been told. It goes to
// and fro over a connection of its own, which nothing that was sent before can be slower than.
func (s *Script) Settle() {
	s.Helper()
	if s.fence == nil {
		s.fence = newFence(s)
	}
	for range roundTrips {
		s.fence.roundTrip(s)
	}
}

// Run runs the reactor until it is stopped. A reactor that nobody stops fails the case.
func (s *Script) Run() {
	s.Helper()
	if err := s.RunErr(context.Background()); err != nil {
		s.Fatalf("Run: %v%s", err, s.story())
	}
}

// RunErr is Run with a context, returning what Run returns.
func (s *Script) RunErr(ctx context.Context) error {
	s.Helper()
	ctx, cancel := context.WithTimeoutCause(ctx, wallPatience, errNotStopped)
	defer cancel()
	s.turning = true
	err := s.R.Run(ctx)
	s.turning = false
	s.fence = nil // its connection ended with the run
	s.report()
	return err
}

// RunWith runs the reactor with f as its first call; f or what it begins has to stop the reactor.
func (s *Script) RunWith(f func()) {
	s.Helper()
	s.R.CallWhenRunning(f)
	s.Run()
}

// Stop stops the running reactor.
func (s *Script) Stop() {
	s.Helper()
	if err := s.R.Stop(); err != nil {
		s.Fail("Stop: %v", err)
	}
}

// story is every log of the case, for a failure's message.
func (s *Script) story() string {
	var all []string
	for _, e := range s.ends {
		all = append(all, fmt.Sprintf("%s: %q", e.Name, e.Events()))
	}
	for _, p := range s.ports {
		all = append(all, fmt.Sprintf("%s: %q", p.Name, p.Events()))
	}
	if len(all) == 0 {
		return ""
	}
	return "\nso far:\n" + lines(all)
}

func lines(all []string) string {
	text := ""
	for i, l := range all {
		if i > 0 {
			text += "\n"
		}
		text += l
	}
	return text
}
