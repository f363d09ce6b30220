package kernel_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func TestReadinessIsByLevel(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	m := watch(s, port.Read)
	r.sends(c, "x")
	for range 3 {
		r.wantReady(r.b, m, port.Read, "it was not read")
	}
	s.Want(0)
	r.wantReady(r.b, m, 0, "it is not wanted")
	s.Want(port.Read)
	r.wantReady(r.b, m, port.Read, "it is wanted again")
	r.wantRecv(s, "x", "")
	r.wantReady(r.b, m, 0, "it was read")
}

func TestWhatWantsNothingIsNotReported(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	m := watch(s, 0)
	c.Close(true)
	r.settle()
	r.wantReady(r.b, m, 0, "not even a failure")
	s.Want(port.Closed)
	r.wantReady(r.b, m, port.Closed, "")
}

func TestReadyInTheOrderOfBecomingSo(t *testing.T) {
	r := newRig(t)
	var order []int
	var clients []port.Stream
	for i := range 5 {
		c, s := r.connection()
		s.Attach(handler(func(port.Interest) { order = append(order, i) }))
		s.Want(port.Read)
		clients = append(clients, c)
	}
	for _, i := range []int{3, 1, 4, 0, 2} {
		r.sends(clients[i], "x")
	}
	var batch [2]port.Ready
	for range 3 {
		n, _ := r.b.Wait(batch[:], 0)
		for _, e := range batch[:n] {
			e.Handler.Ready(e.What)
		}
	}
	want := []int{3, 1, 4, 0, 2, 3}
	for i := range want {
		if i >= len(order) || order[i] != want[i] {
			t.Fatalf("told in the order %v, want %v: a small batch starves nobody", order, want)
		}
	}
}

type handler func(port.Interest)

func (h handler) Ready(what port.Interest) { h(what) }

func TestClosedInTheSameBatchIsNotReported(t *testing.T) {
	r := newRig(t)
	told := 0
	var socks []port.Stream
	for range 2 {
		c, s := r.connection()
		r.sends(c, "x")
		socks = append(socks, s)
		s.Attach(handler(func(port.Interest) {
			told++
			for _, s := range socks {
				s.Close(true)
			}
		}))
		s.Want(port.Read)
	}
	if n := turn(r.b); n != 2 {
		t.Fatalf("%d are ready, want both", n)
	}
	if told != 1 {
		t.Errorf("%d handlers were told, want the first alone: it closed the other", told)
	}
	if turn(r.b) != 0 {
		t.Error("nothing is left")
	}
}

func TestWaitLetsTimePass(t *testing.T) {
	r := newRig(t)
	var batch [1]port.Ready
	start := r.a.Now()
	if n, err := r.a.Wait(batch[:], time.Minute); n != 0 || err != nil {
		t.Error(n, err)
	}
	if got := r.a.Now().Sub(start); got != time.Minute {
		t.Errorf("%v have passed, want the timeout", got)
	}
	r.a.Wake()
	if n, err := r.a.Wait(batch[:], -1); n != 0 || err != nil {
		t.Errorf("got %d, %v; want to be woken", n, err)
	}
}

func TestWaitWithoutHope(t *testing.T) {
	r := newRigWith(t, kernel.Config{Patience: -1}, kernel.Config{})
	must(r.a.Listen(port.ListenConfig{At: at("10.0.0.1:80")}))
	var batch [1]port.Ready
	_, err := r.a.Wait(batch[:], -1)
	if !errors.Is(err, port.ErrIdle) || !strings.Contains(err.Error(), "listening on tcp 10.0.0.1:80") {
		t.Errorf("got %v, want ErrIdle with what is open", err)
	}
}

func TestWakeFromAnotherGoroutine(t *testing.T) {
	r := newRig(t)
	go r.a.Wake()
	var batch [1]port.Ready
	if n, err := r.a.Wait(batch[:], -1); n != 0 || err != nil {
		t.Errorf("got %d, %v; want to be woken", n, err)
	}
}

func TestABusyHostUsesTime(t *testing.T) {
	r := newRig(t)
	fd := must(r.a.PlainFile())
	w := must(r.a.Watch(fd))
	m := watch(w, port.Write)
	start := r.a.Now()
	for range 10_001 {
		turn(r.a)
	}
	if m.what != port.Write || r.a.Now() == start {
		t.Error("a file is always ready, and yet time must pass or timers would never come")
	}
}

func TestClosedHost(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	u := r.udp(r.b, "0.0.0.0:53")
	r.wantErr(r.b.Close(), nil, "")
	r.wantSend(s, port.ErrClosed, "its sockets are closed")
	r.wantSendTo(u, "x", at("10.0.0.1:53"), port.ErrClosed, "")
	r.settle()
	r.wantRecv(c, eof, "the end of a process closes its connections in order")
	r.wantErr(r.b.Close(), port.ErrClosed, "")
	_, err := r.b.Wait(nil, 0)
	r.wantErr(err, port.ErrClosed, "")
	_, err = r.b.Dial(port.DialConfig{To: at("10.0.0.1:1")})
	r.wantErr(err, port.ErrClosed, "")
	c = must(r.a.Dial(port.DialConfig{To: at("10.0.0.2:80")}))
	r.settle()
	r.wantConnected(c, errRefused, "the machine still answers")
}
