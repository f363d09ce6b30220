package native

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Run is the loop's Run. Unless Config.NoSignals was set, SIGINT or SIGTERM stops the reactor in order
// meanwhile, and Run returns nil; a second one crashes it, so that nothing that holds the shutdown can
// keep the program; for a third the system's own rule is back, so that not even a callback that never
// returns can. A signal that the process was told to ignore stays ignored.
//
// Several reactors that run at once are all stopped by one signal.
func (r *Reactor) Run(ctx context.Context) error {
	if r.deaf || r.watching != nil { // the second is Run inside Run, for the loop to refuse
		return r.Loop.Run(ctx)
	}
	r.exit = nil
	r.watching = watch(r)
	defer r.unwatch() // Goexit passes here too
	return r.Loop.Run(ctx)
}

func (r *Reactor) unwatch() {
	r.watching.stop()
	r.watching = nil
}

// ExitSignal is the signal that stopped the present or last Run, or nil.
func (r *Reactor) ExitSignal() os.Signal { return r.exit }

// A watcher turns signals into posted calls during one Run.
type watcher struct {
	r       *Reactor
	arrived chan os.Signal
	over    chan struct{} // closed by stop
	gone    chan struct{} // closed by the goroutine
}

// crashAt is the how-manyth signal crashes the reactor.
const crashAt = 2

func watch(r *Reactor) *watcher {
	w := &watcher{r, make(chan os.Signal, crashAt), make(chan struct{}), make(chan struct{})}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		if !signal.Ignored(s) {
			signal.Notify(w.arrived, s)
		}
	}
	go w.listen()
	return w
}

func (w *watcher) listen() {
	defer close(w.gone)
	for n := 1; n <= crashAt; n++ {
		select {
		case s := <-w.arrived:
			if n == crashAt {
				signal.Stop(w.arrived)
			}
			w.r.Post(func() { w.tell(s, n) })
		case <-w.over:
			return
		}
	}
}

// tell acts on the nth signal, on the loop. One that came too late for its Run must not end the next.
func (w *watcher) tell(s os.Signal, n int) {
	if w.r.watching != w {
		return
	}
	if n == crashAt {
		w.r.Crash()
		return
	}
	w.r.exit = s
	w.r.Stop() // ErrNotRunning: it is stopping already
}

// stop gives the signals back and waits for the goroutine.
func (w *watcher) stop() {
	signal.Stop(w.arrived)
	close(w.over)
	<-w.gone
}
