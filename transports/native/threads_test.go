package native

import (
	"context"
	"net/netip"
	"testing"

	"ravel/core"
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
