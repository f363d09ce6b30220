package fakes

import (
	"context"
	"errors"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes/fabric"
	"ravel/transports/threads"
)

// jobsUsual is how long jobs take unless Config.Jobs says otherwise.
var jobsUsual = fabric.Uniform(0, 10*time.Millisecond)

type threadPool = threads.Pool

var _ core.Threads = (*Reactor)(nil)

// hands do the jobs of a simulated pool: on the reactor's own goroutine, each as a whole at the moment when
// it would have ended elsewhere. When that is, and so in which order jobs that run at once end, is chosen by
// the fabric's Chooser.
type hands struct{ r *Reactor }

// Start implements threads.Hands. The job is a coroutine, so that it can wait for the reactor with
// core.Wait and core.Blocking, and turns go on meanwhile.
func (h hands) Start(ctx context.Context, work func(ctx context.Context), end func()) (interrupt func()) {
	var running *core.Deferred[struct{}]
	call := h.r.CallLater(h.r.delay("job", h.r.jobs), func() {
		left := false // the reactor was closed
		defer func() {
			if running == nil { // Goexit before the job has waited for anything
				end()
			}
		}()
		running = coro.Do(h.r, func(co *coro.Co) error {
			work(core.WithAwait(ctx, func(d *core.Deferred[struct{}]) error {
				_, err := coro.Await(co, d)
				left = left || errors.Is(err, coro.ErrEnded)
				return err
			}))
			return nil
		})
		running.AddBoth(func(struct{}, error) (struct{}, error) {
			if !left {
				end()
			}
			return struct{}{}, nil
		})
	})
	return func() {
		if call.Cancel() { // it has not begun, and need not
			end()
		} else if running != nil {
			running.Cancel()
		}
	}
}

// delay chooses how long something takes on this host.
func (r *Reactor) delay(what string, l fabric.Latency) time.Duration {
	n, label := r.network, "host "+r.host.Name()+" "+what
	site, ok := n.sites[label]
	if !ok {
		site = n.Fabric.Site(label)
		n.sites[label] = site
	}
	return n.Fabric.Draw(l, site)
}
