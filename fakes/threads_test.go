package fakes_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// endings is the order in which ten jobs end that were asked for at once.
func endings(seed uint64) string {
	r := fakes.NewReactor(fakes.Config{Seed: seed})
	var order []string
	for i := range 10 {
		core.DeferToThread(r, func(context.Context) (int, error) { return i, nil }).
			AddCallback(func(v int) (int, error) { order = append(order, fmt.Sprint(v)); return v, nil })
	}
	r.Advance(time.Second)
	return fmt.Sprint(strings.Join(order, ""), " ", r.Network().Hash())
}

func TestTheOrderInWhichJobsEndFollowsFromTheSeed(t *testing.T) {
	orders := make(map[string]bool)
	for seed := range uint64(20) {
		first, second := endings(seed), endings(seed)
		if first != second {
			t.Errorf("seed %d: %s, and then %s", seed, first, second)
		}
		orders[first] = true
	}
	if len(orders) < 15 {
		t.Errorf("20 seeds have %d orders: jobs do not overtake each other", len(orders))
	}
}

func TestThePlainestChooserTakesNoTime(t *testing.T) {
	n := fakes.NewNetwork(fakes.NetworkConfig{Chooser: fabric.Plain{}})
	r := n.Host("a", "10.0.0.1")
	var order []int
	for i := range 5 {
		core.DeferToThread(r, func(context.Context) (int, error) { return i, nil }).
			AddCallback(func(v int) (int, error) { order = append(order, v); return v, nil })
	}
	if err := n.Run(0); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(order) != "[0 1 2 3 4]" {
		t.Errorf("got %v, want the order of asking", order)
	}
}

func TestAJobTakesAsLongAsTheConfigurationSays(t *testing.T) {
	r := fakes.NewReactor(fakes.Config{Jobs: fabric.Fixed(time.Minute)})
	d := core.DeferToThread(r, func(context.Context) (time.Time, error) { return r.Now(), nil })
	r.Advance(time.Minute - 1)
	if d.Called() {
		t.Error("it was done before its time")
	}
	r.Advance(1)
	if at, err, ok := d.Result(); !ok || err != nil || !at.Equal(r.Now()) {
		t.Errorf("got %v, %v, %v, want that it is done at its time", at, err, ok)
	}
}

func TestAJobThatWaitsForTheReactorStopsNobody(t *testing.T) {
	r := fakes.NewReactor(fakes.Config{Jobs: fabric.Fixed(time.Second)})
	ticks := 0
	loop := core.NewLoopingCall(r, func(int) error { ticks++; return nil })
	loop.Start(time.Second, true)
	d := core.DeferToThread(r, func(ctx context.Context) (int, error) {
		_, err := core.Blocking(ctx, r, func() *core.Deferred[struct{}] { return core.Later(r, time.Minute) })
		return ticks, err
	})
	r.Advance(2 * time.Minute)
	loop.Stop()
	if v, err, _ := d.Result(); err != nil || v < 60 {
		t.Errorf("got %d, %v: a minute has passed for the others", v, err)
	}
	r.CheckLeaks(t)
}

func TestJobsAreLeaks(t *testing.T) {
	r := fakes.NewReactor()
	d := core.DeferToThread(r, func(ctx context.Context) (int, error) {
		return core.Wait(ctx, r, core.NewDeferred[int]())
	})
	r.Advance(time.Second)
	if leaks := fmt.Sprint(r.Leaks()); !strings.Contains(leaks, "1 jobs that run and 0 that wait") {
		t.Errorf("a job that never ends is one, got %s", leaks)
	}
	d.AddErrback(func(error) (int, error) { return 0, nil }).Cancel()
	r.Advance(time.Second)
	r.CheckLeaks(t)
}

func TestCloseEndsAJobThatWaits(t *testing.T) {
	r := fakes.NewReactor()
	over := false
	core.DeferToThread(r, func(ctx context.Context) (int, error) {
		defer func() { over = true }()
		return core.Wait(ctx, r, core.NewDeferred[int]())
	}).AddBoth(func(v int, err error) (int, error) {
		t.Errorf("somebody is told %v", err)
		return v, nil
	})
	r.Advance(time.Second)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if !over {
		t.Error("its coroutine is still there")
	}
}

func TestAHostThatComesBackGoesOnChoosing(t *testing.T) {
	n := fakes.NewNetwork(fakes.NetworkConfig{Seed: 1})
	took := make(map[time.Duration]bool)
	for range 5 {
		r := n.Host("a", "10.0.0.1")
		began := r.Now()
		core.DeferToThread(r, func(context.Context) (int, error) { took[r.Now().Sub(began)] = true; return 0, nil })
		if err := n.Run(time.Second); err != nil {
			t.Fatal(err)
		}
		r.PowerOff()
	}
	if len(took) < 4 {
		t.Errorf("its jobs take %v: it makes the same choices in each of its lives", took)
	}
}

func TestAJobThatLeavesIsTold(t *testing.T) {
	for why, job := range map[string]func(ctx context.Context, r *fakes.Reactor){
		"at once": func(context.Context, *fakes.Reactor) { runtime.Goexit() },
		"after it has waited": func(ctx context.Context, r *fakes.Reactor) {
			core.Wait(ctx, r, core.Later(r, time.Millisecond))
			runtime.Goexit()
		},
	} {
		r := fakes.NewReactor()
		r.SetPool(core.PoolConfig{Size: 1})
		d := core.DeferToThread(r, func(ctx context.Context) (int, error) { job(ctx, r); return 1, nil })
		returned, over := false, make(chan bool)
		go func() {
			defer close(over)
			r.Advance(time.Second)
			returned = true
		}()
		<-over
		if _, err, ok := d.Result(); !ok || !errors.Is(err, core.ErrJobExited) || returned {
			t.Errorf("%s: got %v, %v, and the turn went on: %v; want ErrJobExited, and that the goroutine has left", why, err, ok, returned)
		}
		d.AddErrback(func(error) (int, error) { return 0, nil })
		if n := r.Pool().Running; n != 0 {
			t.Errorf("%s: %d jobs run, want that its place is free", why, n)
		}
		after := core.DeferToThread(r, func(context.Context) (int, error) { return 7, nil })
		r.Advance(time.Second)
		if v, err, ok := after.Result(); v != 7 || err != nil || !ok {
			t.Errorf("%s: the next job came to %v, %v, %v, want 7", why, v, err, ok)
		}
	}
}
