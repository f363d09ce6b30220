package fakes_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

func hashOf(t *testing.T, seed uint64, d time.Duration) string {
	t.Helper()
	n := pingWorld(seed, fabric.Link{Latency: fabric.Exponential(2 * time.Millisecond), Resegment: true, CoalescePPM: 100_000})
	if err := n.Run(d); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%016x after %d events, %d chunks", n.Hash(), n.Fabric.Events(), n.Fabric.Chunks())
}

func TestTheSameSeedIsTheSameRun(t *testing.T) {
	want := hashOf(t, 7, time.Second)
	for range 3 {
		if got := hashOf(t, 7, time.Second); got != want {
			t.Errorf("%s, and before %s", got, want)
		}
	}
	seen := map[string]uint64{want: 7}
	for seed := range uint64(7) {
		got := hashOf(t, seed, 100*time.Millisecond)
		if other, ok := seen[got]; ok {
			t.Errorf("seeds %d and %d are the same run", seed, other)
		}
		seen[got] = seed
	}
}

func TestRunInStepsIsTheSameRun(t *testing.T) {
	want := hashOf(t, 3, 50*time.Millisecond)
	n := pingWorld(3, fabric.Link{Latency: fabric.Exponential(2 * time.Millisecond), Resegment: true, CoalescePPM: 100_000})
	for range 50 {
		if err := n.Run(time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprintf("%016x after %d events, %d chunks", n.Hash(), n.Fabric.Events(), n.Fabric.Chunks()); got != want {
		t.Errorf("in steps of 1 ms %s, at once %s", got, want)
	}
}

func TestTimersOfManyHostsRunAtTheirInstants(t *testing.T) {
	n := fakes.NewNetwork()
	a, b := n.Host("a", "10.0.0.1"), n.Host("b", "10.0.0.2")
	start := n.Now()
	var log []string
	note := func(s string) func() {
		return func() { log = append(log, fmt.Sprint(s, " ", n.Now().Sub(start))) }
	}
	b.CallLater(2*time.Second, note("b"))
	a.CallLater(3*time.Second, note("a late"))
	a.CallLater(1*time.Second, func() {
		note("a")()
		// Another host's reactor does not run meanwhile, so it may be called.
		b.CallLater(500*time.Millisecond, note("b for a"))
	})
	if err := n.Run(2500 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	want := "a 1s, b for a 1.5s, b 2s"
	if got := strings.Join(log, ", "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n.Now().Sub(start) != 2500*time.Millisecond {
		t.Error("time must stand at the end of Run")
	}
}

func TestAPartitionStopsOneWay(t *testing.T) {
	n := fakes.NewNetwork(fakes.NetworkConfig{Links: fabric.Link{Latency: fabric.Fixed(time.Millisecond)}})
	a, b := n.Host("a", "10.0.0.1"), n.Host("b", "10.0.0.2")
	var log []string
	server := &recorder{name: "S", log: &log}
	if _, err := b.ListenTCP(":7", server.factory()); err != nil {
		t.Fatal(err)
	}
	client := &recorder{name: "C", log: &log}
	if _, err := a.ConnectTCP("10.0.0.2:7", client.factory()); err != nil {
		t.Fatal(err)
	}
	run(t, n, time.Second)
	n.Fabric.Cut("a", "b")
	client.Transport.Write([]byte("one"))
	server.Transport.Write([]byte("two"))
	run(t, n, time.Second)
	n.Fabric.Heal()
	run(t, n, time.Second)
	want := `C made, S made, C data "two", S data "one"`
	if got := strings.Join(log, ", "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func run(t *testing.T, n *fakes.Network, d time.Duration) {
	t.Helper()
	if err := n.Run(d); err != nil {
		t.Fatal(err)
	}
}

func TestStoppedReactorsMakeNoMoreTurns(t *testing.T) {
	n := fakes.NewNetwork()
	a := n.Host("a", "10.0.0.1")
	var log []string
	a.AddTrigger(core.Shutdown, core.Before, func() { log = append(log, "before") })
	a.CallWhenRunning(func() { log = append(log, "running") })
	a.CallLater(time.Second, func() { _ = a.Stop() })
	a.CallLater(2*time.Second, func() { log = append(log, "after the end") })
	run(t, n, time.Minute)
	if got := strings.Join(log, ", "); got != "running, before" || a.Running() {
		t.Errorf("got %s, running %v", got, a.Running())
	}
}

func TestStopFromOutside(t *testing.T) {
	n := fakes.NewNetwork()
	a := n.Host("a", "10.0.0.1")
	run(t, n, time.Second)
	if err := a.Stop(); err != nil {
		t.Fatal(err)
	}
	run(t, n, 0)
	if a.Running() {
		t.Error("it still runs")
	}
}

func TestAPoweredOffHostSaysNothing(t *testing.T) {
	n := fakes.NewNetwork()
	a, b := n.Host("a", "10.0.0.1"), n.Host("b", "10.0.0.2")
	var log []string
	server := &recorder{name: "S", log: &log}
	if _, err := b.ListenTCP(":7", server.factory()); err != nil {
		t.Fatal(err)
	}
	client := &recorder{name: "C", log: &log}
	if _, err := a.ConnectTCP("10.0.0.2:7", client.factory()); err != nil {
		t.Fatal(err)
	}
	run(t, n, time.Second)
	b.PowerOff()
	client.Transport.Write([]byte("hello?"))
	run(t, n, time.Minute)
	if got := strings.Join(log, ", "); got != "C made, S made" {
		t.Errorf("got %s: nobody may be told", got)
	}
	again := n.Host("b", "10.0.0.2")
	client.Transport.Write([]byte("hello?"))
	run(t, n, time.Minute)
	if got := log[len(log)-1]; !strings.HasPrefix(got, "C lost") {
		t.Errorf("got %s: the machine that is back knows of no connection", got)
	}
	if len(again.Leaks()) != 0 {
		t.Error(again.Leaks())
	}
}

func TestWorkWithoutEndIsAnError(t *testing.T) {
	n := fakes.NewNetwork()
	a := n.Host("a", "10.0.0.1")
	var again func()
	again = func() { a.CallLater(0, again) }
	again()
	err := n.Run(time.Second)
	if !errors.Is(err, fakes.ErrStuck) || !strings.Contains(err.Error(), "turns of a at") {
		t.Errorf("got %v, want ErrStuck that names the host", err)
	}
}

func TestRunUntilIdle(t *testing.T) {
	n := fakes.NewNetwork()
	a := n.Host("a", "10.0.0.1")
	start := n.Now()
	a.CallLater(3*time.Second, func() {})
	idle, err := n.RunUntilIdle(2 * time.Second)
	if idle || err != nil || n.Now().Sub(start) != 2*time.Second {
		t.Errorf("idle %v, %v after %v; a call is pending", idle, err, n.Now().Sub(start))
	}
	idle, err = n.RunUntilIdle(time.Hour)
	if !idle || err != nil || n.Now().Sub(start) != 3*time.Second {
		t.Errorf("idle %v, %v after %v; want to stand at the last call", idle, err, n.Now().Sub(start))
	}
}

func TestRunUntil(t *testing.T) {
	n := fakes.NewNetwork()
	a := n.Host("a", "10.0.0.1")
	start, done := n.Now(), false
	a.CallLater(time.Second, func() { done = true })
	a.CallLater(2*time.Second, func() { t.Error("too far") })
	ok, err := n.RunUntil(time.Minute, func() bool { return done })
	if !ok || err != nil || n.Now().Sub(start) != time.Second {
		t.Errorf("%v, %v after %v", ok, err, n.Now().Sub(start))
	}
}

func TestStep(t *testing.T) {
	n := fakes.NewNetwork()
	a := n.Host("a", "10.0.0.1")
	ran := 0
	a.CallLater(time.Second, func() { ran++ })
	for i := 0; ; i++ {
		more, err := n.Step()
		if err != nil || i > 100 {
			t.Fatal(err, i)
		}
		if !more {
			break
		}
	}
	if ran != 1 {
		t.Errorf("the call was made %d times", ran)
	}
}

func TestAFactoryThatPanicsIsALeak(t *testing.T) {
	n := fakes.NewNetwork(fakes.NetworkConfig{Logger: quiet()})
	a := n.Host("a", "10.0.0.1")
	l, _ := a.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { panic("boom") }))
	var log []string
	if _, err := a.ConnectTCP(l.Addr().String(), (&recorder{name: "C", log: &log}).factory()); err != nil {
		t.Fatal(err)
	}
	a.CallLater(time.Hour, func() {})
	run(t, n, time.Second)
	got := strings.Join(n.Leaks(), "; ")
	for _, want := range []string{"a: open descriptor 3: listening on tcp 127.0.0.1:32768", "delayed call due in 59m59s", "boom"} {
		if !strings.Contains(got, want) {
			t.Errorf("leaks are %s, want %s among them", got, want)
		}
	}
}
