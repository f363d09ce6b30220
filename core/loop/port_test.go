package loop

import (
	"bytes"
	"log/slog"
	"slices"
	"testing"
	"time"

	"ravel/core/port"
)

// A world is a port without sockets: a clock that only Wait moves, and sources that become ready at
// set instants. Nothing in it waits for real unless attended says that another goroutine will wake it.
type world struct {
	now      time.Time
	sources  []*source
	attended bool
	woken    chan struct{}
	waits    []time.Duration // the timeouts it was given
	broken   error           // what Wait returns
	closed   bool
}

// A source is ready from an instant on until somebody has taken what it has.
type source struct {
	at      time.Time
	taken   bool
	handler port.Handler
	what    port.Interest
}

func newWorld() *world {
	return &world{now: time.Unix(1000, 0), woken: make(chan struct{}, 1)}
}

// after makes h ready once, d from now.
func (w *world) after(d time.Duration, h port.Handler) *source {
	s := &source{at: w.now.Add(d), handler: h, what: port.Read}
	w.sources = append(w.sources, s)
	return s
}

func (w *world) Wait(ready []port.Ready, timeout time.Duration) (int, error) {
	w.waits = append(w.waits, timeout)
	if w.broken != nil {
		return 0, w.broken
	}
	if n := w.collect(ready); n > 0 || timeout == 0 {
		return n, nil
	}
	select {
	case <-w.woken:
		return 0, nil
	default:
	}
	next, some := w.next()
	switch {
	case some && (timeout < 0 || next.Sub(w.now) <= timeout):
		w.now = next
	case timeout > 0:
		w.now = w.now.Add(timeout)
	case w.attended:
		<-w.woken
	default:
		return 0, port.ErrIdle
	}
	return w.collect(ready), nil
}

func (w *world) collect(ready []port.Ready) (n int) {
	for _, s := range w.sources {
		if n < len(ready) && !s.taken && !s.at.After(w.now) {
			ready[n] = port.Ready{Handler: s.handler, What: s.what}
			n++
		}
	}
	return n
}

func (w *world) next() (at time.Time, some bool) {
	for _, s := range w.sources {
		if !s.taken && (!some || s.at.Before(at)) {
			at, some = s.at, true
		}
	}
	return at, some
}

func (w *world) Wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

func (w *world) Now() time.Time { return w.now }
func (w *world) Close() error   { w.closed = true; return nil }

func (w *world) Dial(port.DialConfig) (port.Stream, error)           { return nil, port.ErrUnsupported }
func (w *world) Listen(port.ListenConfig) (port.Listener, error)     { return nil, port.ErrUnsupported }
func (w *world) Datagram(port.DatagramConfig) (port.Datagram, error) { return nil, port.ErrUnsupported }

// A bench is a loop over a world, and what happened on it in order.
type bench struct {
	*Loop
	world *world
	log   bytes.Buffer
	seen  []string
}

func newBench() *bench {
	b := &bench{world: newWorld()}
	b.Loop = New(b.world, Config{Logger: slog.New(slog.NewTextHandler(&b.log, nil))})
	return b
}

// says is a function that notes s.
func (b *bench) says(s string) func() { return func() { b.note(s) } }

func (b *bench) note(s string) { b.seen = append(b.seen, s) }

// wants compares what was seen since the last wants.
func (b *bench) wants(t *testing.T, why string, want ...string) {
	t.Helper()
	if !slices.Equal(b.seen, want) {
		t.Fatalf("%s:\n got %q\nwant %q", why, b.seen, want)
	}
	b.seen = nil
}

// turns makes n turns that do not wait.
func (b *bench) turns(t *testing.T, n int) {
	t.Helper()
	for range n {
		if err := b.Iterate(0); err != nil {
			t.Fatal(err)
		}
	}
}

// A call is a function as whatever the loop calls back.
type call func()

func (c call) Ready(port.Interest) { c() }
func (c call) Flush()              { c() }
func (c call) End()                { c() }

// once makes f ready for one turn, d from now.
func (b *bench) once(d time.Duration, f func()) {
	var s *source
	s = b.world.after(d, call(func() {
		s.taken = true
		f()
	}))
}
