package loop

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"ravel/core"
	"ravel/core/port"
)

// readyMax is how many Socks one Wait can report; the others are reported by the next.
const readyMax = 256

// Config says how a Loop is set up. The zero value works.
type Config struct {
	// Seed seeds Rand. Every value is a seed, 0 too: a reactor that wants surprise draws one.
	Seed uint64
	// Logger takes panics and failures. Default: slog.Default() at the time of New.
	Logger *slog.Logger
	// OnFailure is told each panic and failure after it was logged, on the loop's goroutine.
	OnFailure func(err error)
	// Collect reports a Deferred's failure that nobody handled when the Deferred was collected as garbage.
	// It is for reactors that run for years; without it nothing depends on the collector, and what
	// nobody handled is reported by Close.
	Collect bool
	// Measure reads the clock for each turn, so that Stats tells where the time goes.
	Measure bool
	// Slow, if positive, reads it for each call too, and has those that took that long named in the log.
	// It implies Measure.
	Slow time.Duration
}

// A Loop makes the turns of one reactor over one port. It is a core.Clock, core.Poster and
// core.Runner, and the port.Loop of the machines above it.
//
// All methods but Post belong to the goroutine that runs it, or to any one goroutine while none does.
type Loop struct {
	port     port.Port
	timers   *core.Timers
	logger   *slog.Logger
	rand     *rand.Rand
	failures failures
	meter    meter
	scope    *core.Scope
	before   uintptr // who had the scope's floor when the turn began

	mail     mailbox
	flushers queue[port.Flusher]
	enders   queue[port.Ender]
	ready    []port.Ready
	readyAt  int // the next of ready to be told
	timed    func(f func())
	inTurn   bool
	byHand   bool // the turn is Iterate's

	life     life
	inRun    bool
	crashed  bool            // in this turn
	ctx      context.Context // Run's, while it runs
	cause    error           // why it ended
	triggers [2][3][]*core.Trigger
	holds    int
	runs     uint64 // counts Starts: a hold belongs to one
	rounds   int    // turns of the closing under way
	machines []func()
	releases []func() // by Close
	traffic  port.Traffic
	ending   bool // Close was called: no more turns
	closed   bool
}

var (
	_ port.Loop   = (*Loop)(nil)
	_ core.Clock  = (*Loop)(nil)
	_ core.Poster = (*Loop)(nil)
	_ core.Runner = (*Loop)(nil)
	_ core.Scoped = (*Loop)(nil)
	_ core.Closer = (*Loop)(nil)
)

// New is a Loop over p, which belongs to it from now on: Close closes it.
func New(p port.Port, c Config) *Loop {
	logger := c.Logger
	if logger == nil {
		logger = slog.Default()
	}
	const stream = 0x9e3779b97f4a7c15 // any constant: PCG wants two words and a reactor has one seed
	l := &Loop{
		port:     p,
		timers:   core.NewTimers(p.Now),
		logger:   logger,
		rand:     rand.New(rand.NewPCG(c.Seed, stream)),
		failures: failures{logger: logger, told: c.OnFailure},
		mail:     mailbox{wake: p.Wake},
		ready:    make([]port.Ready, readyMax),
	}
	l.meter.on, l.meter.slow = c.Measure || c.Slow > 0, max(c.Slow, 0)
	scope := core.ScopeConfig{Report: func(err error) { l.Failed("a Deferred", err) }}
	if c.Collect {
		scope.Post = l.Post
	}
	l.scope = core.NewScope(scope)
	l.timed = l.runTimed // once: a method value is an allocation each time it is taken
	return l
}

// Now is the port's time.
func (l *Loop) Now() time.Time { return l.port.Now() }

// CallLater calls f once, d from now, as core.Clock says. A nil f, or a closed Loop, is a panic.
func (l *Loop) CallLater(d time.Duration, f func()) *core.DelayedCall {
	if l.closed {
		panic("loop: CallLater after Close")
	}
	return l.timers.CallLater(d, f)
}

// DelayedCalls lists the active delayed calls in the order in which they would run.
func (l *Loop) DelayedCalls() []*core.DelayedCall { return l.timers.Calls() }

// Rand is this loop's source of randomness, seeded with Config.Seed.
func (l *Loop) Rand() *rand.Rand { return l.rand }

// Logger is where panics and failures are logged.
func (l *Loop) Logger() *slog.Logger { return l.logger }

// Scope keeps what nobody handled in the Deferreds of this loop, and its coroutines that are parked.
func (l *Loop) Scope() *core.Scope { return l.scope }

// Port is the port that the loop drives.
func (l *Loop) Port() port.Port { return l.port }
