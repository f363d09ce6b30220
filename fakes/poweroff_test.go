package fakes_test

import (
	"net"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	stdtls "crypto/tls"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
	"ravel/fakes/kernel"
	"ravel/reactortest/certs"
	"ravel/transports/tls"
)

func TestPowerOffEndsCoroutinesAndDelayedCalls(t *testing.T) {
	n := fakes.NewNetwork()
	r := n.Host("a", "10.0.0.1")
	var log []string
	call := r.CallLater(time.Hour, func() { t.Error("a delayed call is made") })
	coro.Do(r, func(co *coro.Co) error {
		defer func() { log = append(log, "left") }()
		_, err := coro.Await(co, core.NewDeferredOn[int](r))
		if _, refused := r.ListenTCP(":7", (&recorder{}).factory()); refused == nil {
			t.Error("a host without power listens")
		}
		r.Post(func() { t.Error("a posted call is made") })
		return err
	})
	run(t, n, time.Second)
	r.PowerOff()
	r.PowerOff()
	if len(log) != 1 || call.Active() || len(r.Scope().Parked()) != 0 {
		t.Errorf("left %v, a delayed call active %v, %d parked", log, call.Active(), len(r.Scope().Parked()))
	}
	run(t, n, 2*time.Hour)
	if len(n.Reactors()) != 0 {
		t.Errorf("the network still has %d reactors", len(n.Reactors()))
	}
}

func TestPowerOffInsideATurnWaitsForItsEnd(t *testing.T) {
	n := fakes.NewNetwork()
	a, b := n.Host("a", "10.0.0.1"), n.Host("b", "10.0.0.2")
	left := 0
	for _, r := range []*fakes.Reactor{a, b} {
		coro.Do(r, func(co *coro.Co) error {
			defer func() { left++ }()
			_, err := coro.Await(co, core.NewDeferredOn[int](r))
			return err
		})
	}
	a.CallLater(time.Second, func() {
		b.PowerOff() // not in a turn of its own
		if left != 1 {
			t.Errorf("%d have left, want the other host's", left)
		}
		a.PowerOff()
		if left != 1 {
			t.Error("a coroutine is ended inside a turn of its reactor")
		}
	})
	run(t, n, time.Minute)
	if left != 2 {
		t.Errorf("%d have left, want both", left)
	}
}

func TestPowerOffLeavesFilesAsTheyAre(t *testing.T) {
	files := kernel.NewFileTable()
	n := fakes.NewNetwork()
	boot := func(pid int) *fakes.Reactor {
		return n.HostWith("a", fakes.Config{Kernel: kernel.Config{Files: files, PID: pid}})
	}
	r := boot(100)
	locked := core.UNIXListenConfig{Lock: true}
	if _, err := r.ListenUNIX("/run/x", (&recorder{}).factory(), locked); err != nil {
		t.Fatal(err)
	}
	r.PowerOff()
	for _, path := range []string{"/run/x", "/run/x.lock"} {
		if _, there := files.Mode(path); !there {
			t.Errorf("%s is gone, which nobody was left to remove", path)
		}
	}
	if len(r.Failures()) != 0 {
		t.Errorf("that is no failure: %v", r.Failures())
	}
	again := boot(101)
	if _, err := again.ListenUNIX("/run/x", (&recorder{}).factory(), locked); err != nil {
		t.Errorf("the next life finds the lock stale: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, there := files.Mode("/run/x"); there {
		t.Error("Close has left the socket's file")
	}
}

// living is how many goroutines, coroutines among them, are inside a function of that name.
func living(name string) int {
	var stacks strings.Builder
	pprof.Lookup("goroutine").WriteTo(&stacks, 2)
	return strings.Count(stacks.String(), name+"(")
}

// liveNode begins a life that leaves every kind of thing under way: a port, a connection, a handshake whose
// peer says nothing, a coroutine, a timer, a job, a process.
func liveNode(t *testing.T, n *fakes.Network, server *stdtls.Config) *fakes.Reactor {
	r := n.Host("node", "10.0.0.2")
	silent := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
	l, err := r.ListenTCP(":7", tls.Server(r, server, silent))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ConnectTCP(l.Addr().String(), silent); err != nil {
		t.Fatal(err)
	}
	r.CallLater(time.Hour, func() {})
	coro.Do(r, parkedForever(r))
	r.Install("/bin/sleep", func(p *fakes.Process) { p.CallLater(time.Hour, func() {}) })
	if _, err := r.Spawn(&core.ProcessBase{}, core.ProcessSpec{Path: "/bin/sleep"}); err != nil {
		t.Fatal(err)
	}
	return r
}

func parkedForever(r *fakes.Reactor) func(co *coro.Co) error {
	return func(co *coro.Co) error {
		_, err := coro.Await(co, core.NewDeferredOn[int](r))
		return err
	}
}

func TestThousandsOfCrashesLeaveNothing(t *testing.T) {
	n := fakes.NewNetwork()
	ca := certs.New("spec")
	server := &stdtls.Config{Certificates: []stdtls.Certificate{ca.Sign(certs.Leaf{Names: []string{"node"}})}, Time: n.Now}
	client := n.Host("client", "10.0.0.1")
	lives := func(count int) (heap uint64) {
		for range count {
			r := liveNode(t, n, server)
			if _, err := client.ConnectTCP("10.0.0.2:7", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })); err != nil {
				t.Fatal(err)
			}
			run(t, n, 10*time.Millisecond)
			if len(r.Scope().Parked()) < 2 {
				t.Fatalf("parked: %v, want a coroutine and handshakes", r.Scope().Parked())
			}
			r.PowerOff()
			run(t, n, 4*time.Minute) // until the client has given up what it had sent
		}
		runtime.GC()
		runtime.GC() // what had a cleanup
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := lives(100)
	after := lives(1000)
	if grown := int64(after) - int64(before); grown > 1<<20 {
		t.Errorf("1000 crashes have left %d bytes", grown)
	}
	for _, name := range []string{"ravel/fakes_test.parkedForever.func1", "crypto/tls.(*Conn).Handshake"} {
		if left := living(name); left != 0 {
			t.Errorf("%d goroutines are left in %s", left, name)
		}
	}
}
