package native

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"testing"

	"ravel/core"
	"ravel/transports/names"
)

func TestAJobIsDoneOnAnotherGoroutine(t *testing.T) {
	r := open(t, Config{NoSignals: true})
	var here, there uintptr
	r.CallWhenRunning(func() {
		here = core.Goroutine()
		core.DeferToThread(r, func(context.Context) (int, error) { there = core.Goroutine(); return 0, nil }).
			AddCallback(func(v int) (int, error) {
				if core.Goroutine() != here {
					t.Error("its result did not arrive on the reactor's")
				}
				r.Stop()
				return v, nil
			})
	})
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if here != 0 && here == there {
		t.Error("it was done on the reactor's own goroutine")
	}
}

func TestCloseEndsTheContextsOfJobs(t *testing.T) {
	r := open(t, Config{NoSignals: true})
	left := make(chan error)
	if err := core.CallInThread(r, func(ctx context.Context) { <-ctx.Done(); left <- context.Cause(ctx) }); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if cause := <-left; cause != core.ErrPoolStopped {
		t.Errorf("the job was told %v", cause)
	}
}

func TestACloseThatIsRefusedLeavesThePoolAlone(t *testing.T) {
	r := open(t, Config{NoSignals: true})
	r.Post(func() {
		if err := r.Close(); err != core.ErrAlreadyRunning {
			t.Errorf("got %v from inside a turn", err)
		}
	})
	if err := r.Iterate(0); err != nil {
		t.Fatal(err)
	}
	if r.Pool().Stopped {
		t.Error("the pool has stopped")
	}
}

func TestTheReactorsOwnResolverKnowsThisHost(t *testing.T) {
	r := open(t, Config{NoSignals: true})
	var got []netip.Addr
	r.CallWhenRunning(func() {
		// The system is asked, which needs no server for this.
		r.Resolver().Resolve("127.0.0.1").AddBoth(func(addrs []netip.Addr, err error) ([]netip.Addr, error) {
			if err != nil {
				t.Error(err)
			}
			got = addrs
			r.Stop()
			return nil, nil
		})
	})
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != netip.MustParseAddr("127.0.0.1") {
		t.Errorf("got %v", got)
	}
}

func TestJobsAndSearchesForNamesTakeNoThreadsFromEachOther(t *testing.T) {
	r := open(t, Config{NoSignals: true})
	r.SetPool(core.PoolConfig{Size: 1})
	stuck := make(chan struct{})
	// Servers of names that never answer.
	mute := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	system := r.Resolver().(names.System)
	silent := names.System{Reactor: system.Reactor, Lookup: mute}
	pool := system.Reactor.(core.Threads)
	var searches []*core.Deferred[[]netip.Addr]
	r.CallWhenRunning(func() {
		if err := core.CallInThread(r, func(context.Context) { <-stuck }); err != nil {
			t.Error(err)
		}
		system.Resolve("127.0.0.1").AddBoth(func(_ []netip.Addr, err error) ([]netip.Addr, error) {
			if err != nil {
				t.Errorf("got %v while every thread has a job", err)
			}
			close(stuck)
			for i := range searchesMax + 1 {
				searches = append(searches, silent.Resolve(fmt.Sprintf("host%d.invalid", i)))
			}
			if s := pool.Pool(); s.Running != searchesMax || s.Waiting != 1 {
				t.Errorf("%d names are asked for at once and %d wait, want %d and 1", s.Running, s.Waiting, searchesMax)
			}
			core.DeferToThread(r, func(context.Context) (int, error) { return 7, nil }).
				AddBoth(func(v int, err error) (int, error) {
					if v != 7 || err != nil {
						t.Errorf("got %d, %v while as many names are asked for as may", v, err)
					}
					r.Stop()
					return v, nil
				})
			return nil, nil
		})
	})
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for i, d := range searches {
		if err := failure(d); !errors.Is(err, core.ErrPoolStopped) {
			t.Errorf("search %d: %v, want that the shutdown has given it up", i, err)
		}
	}
}

// failure is d's, handled by that.
func failure(d *core.Deferred[[]netip.Addr]) (err error) {
	d.AddErrback(func(e error) ([]netip.Addr, error) {
		err = e
		return nil, nil
	})
	return err
}
