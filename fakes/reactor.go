package fakes

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"time"

	"ravel/core"
	"ravel/core/loop"
	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
	"ravel/transports/datagram"
	"ravel/transports/descriptor"
	"ravel/transports/names"
	"ravel/transports/process"
	"ravel/transports/stdio"
	"ravel/transports/stream"
	"ravel/transports/threads"
	"ravel/transports/tls"
)

// Config describes a fake reactor. The zero value works.
type Config struct {
	// Seed seeds the reactor's Rand and, for NewReactor, its fabric.
	Seed uint64
	// Logger takes panics and failures. Default: slog.Default().
	Logger *slog.Logger
	// OnFailure is told each panic and failure after it was logged.
	OnFailure func(err error)
	// Addrs are the host's addresses beside the loopback ones. Default, for NewReactor: 10.0.0.1, fd00::1.
	Addrs []netip.Addr
	// Links is what the host's link to itself does, for NewReactor. Default: it is perfect.
	Links fabric.Link
	// Patience is how long, by the wall clock, Run waits for a Post from another goroutine when nothing
	// else can ever happen; then it returns port.ErrIdle. Default 10 s; negative is none.
	Patience time.Duration
	// Kernel has the host's limits and files.
	Kernel kernel.Config
	// Jobs is how long a job of the thread pool takes. Default: 0 to 10 ms.
	Jobs fabric.Latency
	// Searches is how long a search for a name takes. Default: 0 to 50 ms.
	Searches fabric.Latency
}

// Names for embedding: the machines' own names clash.
type (
	unixDatagrams   = datagram.UNIX
	datagramAdopter = datagram.Adopter
)

// A Reactor is every facet of a core.Reactor on a simulated host.
//
// Run and Iterate work by themselves: where a real reactor would sleep, virtual time passes. Advance,
// Jump and RunUntilIdle let time pass for the whole network. It belongs to one goroutine but for Post.
type Reactor struct {
	*loop.Loop
	*stream.TCP
	*stream.UNIX
	*stream.Adopter
	*datagram.UDP
	*unixDatagrams
	*datagramAdopter
	*descriptor.Set
	*process.Machine
	*stdio.Server
	*tls.TLS
	*threadPool
	*hostNames

	children  *children
	standard  *standard
	network   *Network
	host      *kernel.Host
	jobs      fabric.Latency
	searches  fabric.Latency
	autostart bool // Network.Run starts it
	begun     bool
	shut      bool // a shutdown has come to its end
	stalled   bool
	closed    bool
	off       bool            // PowerOff
	alarm     *kernel.Segment // for the next deadline
	alarmAt   time.Time
}

var (
	_ core.Reactor      = (*Reactor)(nil)
	_ core.UDP          = (*Reactor)(nil)
	_ core.Multicast    = (*Reactor)(nil)
	_ core.UNIX         = (*Reactor)(nil)
	_ core.UNIXDatagram = (*Reactor)(nil)
	_ core.Adopter      = (*Reactor)(nil)
	_ core.Descriptors  = (*Reactor)(nil)
	_ core.Processes    = (*Reactor)(nil)
	_ core.StandardIO   = (*Reactor)(nil)
	_ core.TLS          = (*Reactor)(nil)
)

// NewReactor is a reactor on a host of its own, whose only link is to itself. A configuration may be
// given, at most one.
func NewReactor(c ...Config) *Reactor {
	cfg := one("NewReactor", c)
	if cfg.Addrs == nil && cfg.Kernel.Addrs == nil {
		cfg.Addrs = []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fd00::1")}
	}
	const name = "host"
	n := NewNetwork(NetworkConfig{Seed: cfg.Seed})
	r := n.attach(name, cfg)
	n.Fabric.SetLink(name, name, cfg.Links)
	return r
}

func newReactor(n *Network, h *kernel.Host, c Config) *Reactor {
	l := loop.New(h, loop.Config{Seed: c.Seed, Logger: c.Logger, OnFailure: c.OnFailure})
	w := &wired{l, h}
	m := stream.New(w)
	tcp := stream.NewTCP(m)
	kids := newChildren(w)
	std := newStandard(kids)
	r := &Reactor{
		Loop: l, TCP: tcp, UNIX: stream.NewUNIX(m), Adopter: stream.NewAdopter(m),
		UDP: datagram.NewUDP(w), unixDatagrams: datagram.NewUNIX(w), datagramAdopter: datagram.NewAdopter(w),
		Set: descriptor.New(w), Machine: process.New(w, m, kids), children: kids,
		Server: stdio.New(w, m, std), standard: std, TLS: tls.New(w, tcp), network: n, host: h,
		jobs: cmp.Or(c.Jobs, jobsUsual), searches: cmp.Or(c.Searches, searchesUsual),
	}
	r.threadPool = threads.New(w, hands{r})
	r.hostNames = names.New(w, names.Config{Resolver: networkNames{r}})
	h.Drive(true)
	h.Touch()
	return r
}

// alone lets the host be its own master while do runs: its Wait lets time pass.
func (r *Reactor) alone(do func() error) error {
	if r.network.moving {
		return do()
	}
	r.disarm()
	r.host.Drive(false)
	defer func() {
		r.bury()
		r.host.Drive(true)
		r.host.Touch()
	}()
	return do()
}

// Run is documented at core.Runner. Where a real reactor would sleep, virtual time passes. The other
// reactors of the network make no turns meanwhile: Network.Run is what runs them all.
func (r *Reactor) Run(ctx context.Context) error {
	return r.alone(func() error { return r.Loop.Run(ctx) })
}

// wired is the loop as the machines see it: what they ask for outside of the reactor's turn has a
// driven host take one.
type wired struct {
	*loop.Loop
	host *kernel.Host
}

func (w *wired) Flush(f port.Flusher) {
	w.Loop.Flush(f)
	w.host.Touch()
}

func (w *wired) End(e port.Ender) {
	w.Loop.End(e)
	w.host.Touch()
}

func (w *wired) CallLater(d time.Duration, f func()) *core.DelayedCall {
	w.host.Touch()
	return w.Loop.CallLater(d, f)
}

// CallLater is documented at core.Clock.
func (r *Reactor) CallLater(d time.Duration, f func()) *core.DelayedCall {
	r.host.Touch()
	return r.Loop.CallLater(d, f)
}

// Flush is the loop's, for middleware that has a reactor as its clock.
func (r *Reactor) Flush(f port.Flusher) {
	r.Loop.Flush(f)
	r.host.Touch()
}

// Post is documented at core.Poster.
func (r *Reactor) Post(f func()) {
	r.Loop.Post(f)
	// A loop wakes its port only while it waits there; a driven one waits between its turns.
	r.host.Wake()
}

// Stop is documented at core.Runner.
func (r *Reactor) Stop() error {
	r.host.Touch()
	return r.Loop.Stop()
}

// Start is loop.Loop's. Run of a Network starts its reactors by itself.
func (r *Reactor) Start() error {
	if !r.begun {
		r.AddTrigger(core.Shutdown, core.After, func() { r.shut = true })
	}
	r.begun, r.shut = true, false
	r.host.Touch()
	return r.Loop.Start()
}

// over is true once a reactor that was started has stopped or crashed. It makes no more turns by itself.
func (r *Reactor) over() bool {
	if r.closed || r.begun && r.shut {
		return true
	}
	if !r.begun || r.Running() {
		return false
	}
	// A shutdown under way has always something to do at once.
	at, ok := r.Loop.Next()
	return !ok || at.After(r.Now())
}

// settle sets the alarm for the next deadline.
func (r *Reactor) settle() {
	at, ok := r.Loop.Next()
	switch {
	case !ok || r.over():
		r.disarm()
	case !at.After(r.Now()):
		r.host.Touch()
	case r.alarm == nil || r.alarmAt != at:
		r.disarm()
		r.alarm = r.network.Fabric.Alarm(at.Sub(r.Now()), r)
		r.alarmAt = at
	}
}

func (r *Reactor) disarm() {
	if r.alarm != nil {
		r.network.Fabric.Cancel(r.alarm)
		r.alarm = nil
	}
}

// Ring is the alarm's; nobody else calls it.
func (r *Reactor) Ring() {
	r.alarm = nil
	r.host.Touch()
}

// Network is what the reactor's host is attached to.
func (r *Reactor) Network() *Network { return r.network }

// Host is the reactor's simulated host: its files, descriptors and limits.
func (r *Reactor) Host() *kernel.Host { return r.host }

// Close is documented at core.Runner. The host still tells peers, as it does when a process ends.
func (r *Reactor) Close() error {
	if err := r.Loop.Close(); err != nil {
		return err
	}
	r.closed = true
	r.disarm()
	return nil
}

// PowerOff takes the host off the network without a word to anybody, wherever the reactor stands. The
// reactor makes no more turns, and is one of the network's no longer; a host of the same name can be added to
// the network again. Files stay as they are, those of UNIX sockets and their locks too, in a
// kernel.Config.Files that both lives share: who is gone has not cleaned up.
//
// Coroutines and delayed calls end with it as with Close, though not before a turn that is under way has
// ended. What the last words of a coroutine ask for comes to nothing.
func (r *Reactor) PowerOff() {
	if r.off {
		return
	}
	r.closed, r.off = true, true
	r.disarm()
	r.network.Fabric.Detach(r.host)
	r.network.dead++
	r.bury()
}

// bury releases what a reactor without power still holds in this process. Inside its turn nothing can be
// released; it comes again behind that.
func (r *Reactor) bury() {
	if r.off {
		r.Loop.Crash()
		r.Loop.Close() // port.ErrClosed: the host has ended; core.ErrAlreadyRunning: a turn is under way
	}
}

// Iterate is documented at core.Runner. With a negative limit and nothing to wait for it returns
// port.ErrIdle at once.
func (r *Reactor) Iterate(limit time.Duration) error {
	if limit < 0 {
		defer r.host.SetPatience(r.host.SetPatience(-1))
	}
	return r.alone(func() error { return r.Loop.Iterate(limit) })
}

// Turn makes one turn without letting time pass.
func (r *Reactor) Turn() { r.must(r.Iterate(0)) }

// Advance lets d pass for the whole network: everything due on the way happens at its instant.
func (r *Reactor) Advance(d time.Duration) { r.must(r.network.Run(d)) }

// Jump lets d pass while this reactor is stalled, as a process is that was stopped: what arrives
// meanwhile waits in its host. Then it makes one turn.
func (r *Reactor) Jump(d time.Duration) {
	r.stalled = true
	err := r.network.Run(d)
	r.stalled = false
	r.host.Turned()
	r.must(err)
	r.Turn()
}

// RunUntilIdle lets time pass until nothing is under way, due or pending in the whole network, by limit
// at the most, and reports whether it came to that.
func (r *Reactor) RunUntilIdle(limit time.Duration) bool {
	idle, err := r.network.RunUntilIdle(limit)
	r.must(err)
	return idle
}

// Pending is the number of active delayed calls.
func (r *Reactor) Pending() int { return len(r.DelayedCalls()) }

// must panics: these errors are a spec's mistakes.
func (r *Reactor) must(err error) {
	if err != nil && !errors.Is(err, port.ErrIdle) {
		panic("fakes: " + err.Error())
	}
}
