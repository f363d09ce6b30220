package reactortest

import (
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/transports/endpoint"
)

// coroCases hold sequential code on the reactor.
func coroCases() []Case {
	return []Case{
		{"COR-001", "a coroutine sleeps, and goes on where it was", nil, func(s *Script) {
			l := &Log{}
			began := s.R.Now()
			d := coro.Do(s.R, func(co *coro.Co) error {
				l.Note("begins")
				for range 2 {
					if err := coro.Sleep(co, s.R, tick); err != nil {
						return err
					}
					l.Note("wakes")
				}
				return nil
			})
			s.WantLog("it begins inside Do", l, "begins")
			s.Until("it is over", d.Called)
			s.WantLog("it slept twice", l, "begins", "wakes", "wakes")
			s.Want("as long as it should", s.R.Now().Sub(began) >= 2*tick)
		}},
		{"COR-002", "one that is resumed by a Deferred runs inside the call that fires it", nil, func(s *Script) {
			l := &Log{}
			d := core.NewDeferredOn[string](s.R)
			coro.Do(s.R, func(co *coro.Co) error {
				v, err := coro.Await(co, d)
				l.Note("goes on with %s", v)
				return err
			})
			s.R.Post(func() { l.Note("fires"); d.Resolve("it"); l.Note("has fired") })
			s.Turn()
			s.WantLog("no turn lies between", l, "fires", "goes on with it", "has fired")
		}},
		{"COR-003", "a coroutine that is parked is known to the reactor, and cancelling ends it", nil, func(s *Script) {
			out := coro.Do(s.R, func(co *coro.Co) error {
				_, err := coro.Await(co, core.NewDeferredOn[int](s.R))
				return err
			})
			want(s, "it is known", len(s.scope().Parked()), 1)
			s.R.Post(out.Cancel)
			s.Turn()
			want(s, "it is parked no more", len(s.scope().Parked()), 0)
			wantFailed(s, "it was cancelled", out, core.ErrCancelled)
		}},
		{"COR-004", "what a coroutine awaits is not fired on another goroutine while the reactor makes a turn", nil, func(s *Script) {
			if core.Goroutine() == 0 {
				return // goroutines cannot be told apart on this processor
			}
			d := core.NewDeferred[int]()
			out := coro.Do(s.R, func(co *coro.Co) error {
				_, err := coro.Await(co, d)
				return err
			})
			var refused any
			s.R.Post(func() {
				done := make(chan struct{})
				go func() {
					defer close(done)
					defer func() { refused = recover() }()
					d.Resolve(1)
				}()
				<-done
			})
			s.Turn()
			s.Want("who does it panics", refused != nil)
			s.Want("the coroutine did not run", !out.Called())
			want(s, "and is still parked", len(s.scope().Parked()), 1)
			s.scope().Parked()[0].End()
		}},
		{"COR-005", "a panic in a coroutine is the failure of its Deferred alone", nil, func(s *Script) {
			out := coro.Do(s.R, func(co *coro.Co) error {
				if err := coro.Sleep(co, s.R, tick); err != nil {
					return err
				}
				panic(errDeferred)
			})
			s.Until("it is over", out.Called)
			wantFailed(s, "the panic's value is found", out, errDeferred)
		}},
		{"COR-006", "coroutines that are parked when their reactor is closed are ended, from the inside outwards, and nobody is blamed", nil, func(s *Script) {
			l := &Log{}
			r := s.bench.New()
			coro.Do(r, func(co *coro.Co) error {
				err := coroAwait(co, coro.Do(r, func(co *coro.Co) error {
					defer l.Note("inner leaves")
					return coro.Sleep(co, r, time.Hour)
				}))
				l.Note("outer leaves")
				return err
			})
			s.WantNil("the reactor is closed", r.Close())
			s.WantLog("both have left", l, "inner leaves", "outer leaves")
			if s.bench.Failures != nil {
				want(s, "no failure is reported", len(s.bench.Failures(r)), 0)
			}
		}},
		{"COR-007", "cancelling a coroutine gives up the connection attempt that it waits for", []Facet{Below, BlackHole}, func(s *Script) {
			out := coro.Do(s.R, func(co *coro.Co) error {
				_, err := coro.Await(co, endpoint.TCPClient{Addr: s.host.BlackHole()}.Connect(s.R, s.Serve()))
				return err
			})
			s.Settle()
			s.R.Post(out.Cancel)
			s.Turn()
			wantFailed(s, "it was cancelled", out, core.ErrCancelled)
			s.Settle()
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
	}
}

// coroAwait is Await of a Deferred without a value.
func coroAwait(co *coro.Co, d *core.Deferred[struct{}]) error {
	_, err := coro.Await(co, d)
	return err
}
