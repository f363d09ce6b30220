package fakes_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
	"ravel/fakes"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// recorder writes down what it is told.
type recorder struct {
	core.Base
	name string
	log  *[]string
	data func(p []byte)
}

func (r *recorder) note(format string, args ...any) {
	*r.log = append(*r.log, r.name+" "+fmt.Sprintf(format, args...))
}

func (r *recorder) ConnectionMade(t core.Transport) {
	r.Base.ConnectionMade(t)
	r.note("made")
}

func (r *recorder) DataReceived(p []byte) {
	r.note("data %q", p)
	if r.data != nil {
		r.data(p)
	}
}

func (r *recorder) ConnectionLost(reason error) { r.note("lost %v", reason) }

func (r *recorder) factory() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return r, nil })
}

// echo is a connection of a client to an echo server on r.
func echo(t *testing.T, r *fakes.Reactor) (client *recorder, l core.Listener, log *[]string) {
	t.Helper()
	log = &[]string{}
	server := &recorder{name: "S", log: log}
	server.data = func(p []byte) { server.Transport.Write(p) }
	l, err := r.ListenTCP("127.0.0.1:0", server.factory())
	if err != nil {
		t.Fatal(err)
	}
	client = &recorder{name: "C", log: log}
	if _, err := r.ConnectTCP(l.Addr().String(), client.factory()); err != nil {
		t.Fatal(err)
	}
	r.Advance(0)
	return client, l, log
}

func TestEchoOnOneReactor(t *testing.T) {
	r := fakes.NewReactor()
	client, l, log := echo(t, r)
	client.data = func([]byte) { client.Transport.LoseConnection() }
	client.Transport.Write([]byte("hello"))
	r.Advance(0)
	want := `C made, S made, S data "hello", C data "hello", C lost connection done, S lost connection done`
	if got := strings.Join(*log, ", "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	l.StopListening(nil)
	if !r.RunUntilIdle(time.Second) {
		t.Error("something is still under way")
	}
	r.CheckLeaks(t)
}

func TestRunOnAFakeLetsTimePassByItself(t *testing.T) {
	r := fakes.NewReactor()
	start := r.Now()
	r.CallLater(time.Hour, func() { _ = r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := r.Now().Sub(start); got != time.Hour {
		t.Errorf("%v have passed", got)
	}
}

func TestRunWaitsForAPostFromAnotherGoroutine(t *testing.T) {
	r := fakes.NewReactor()
	r.CallWhenRunning(func() { go r.Post(func() { _ = r.Stop() }) })
	if err := r.Run(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	r := fakes.NewReactor()
	ctx, cancel := context.WithCancel(context.Background())
	r.CallWhenRunning(func() { go cancel() })
	if err := r.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestRunThatNobodyCanWakeIsIdle(t *testing.T) {
	r := fakes.NewReactor(fakes.Config{Patience: -1})
	l, err := r.ListenTCP("127.0.0.1:80", (&recorder{log: &[]string{}}).factory())
	if err != nil {
		t.Fatal(err)
	}
	err = r.Run(context.Background())
	if !errors.Is(err, port.ErrIdle) || !strings.Contains(err.Error(), "listening on tcp 127.0.0.1:80") {
		t.Errorf("got %v, want ErrIdle that names what is open", err)
	}
	l.StopListening(nil)
}

func TestIterate(t *testing.T) {
	r := fakes.NewReactor()
	start := r.Now()
	if err := r.Iterate(-1); !errors.Is(err, port.ErrIdle) {
		t.Errorf("got %v, want ErrIdle at once", err)
	}
	if err := r.Iterate(time.Second); err != nil || r.Now().Sub(start) != time.Second {
		t.Errorf("got %v after %v, want the limit to pass", err, r.Now().Sub(start))
	}
	r.CallLater(time.Minute, func() {})
	if err := r.Iterate(-1); err != nil || r.Now().Sub(start) != time.Minute+time.Second {
		t.Errorf("got %v after %v, want the timer's instant", err, r.Now().Sub(start))
	}
}

func TestAdvanceStepsAndJumpStalls(t *testing.T) {
	for _, how := range []string{"Advance", "Jump"} {
		r := fakes.NewReactor()
		start := r.Now()
		var log []string
		var tick func()
		tick = func() {
			log = append(log, r.Now().Sub(start).String())
			r.CallLater(time.Second, tick)
		}
		r.CallLater(time.Second, tick)
		want := "1s 2s 3s"
		if how == "Advance" {
			r.Advance(3500 * time.Millisecond)
		} else {
			r.Jump(3500 * time.Millisecond)
			want = "3.5s"
		}
		if got := strings.Join(log, " "); got != want {
			t.Errorf("%s: calls at %s, want %s", how, got, want)
		}
		if r.Pending() != 1 {
			t.Errorf("%s: %d calls are pending", how, r.Pending())
		}
	}
}

func TestJumpLetsBytesPileUp(t *testing.T) {
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
	for i := range 3 {
		a.CallLater(time.Duration(i)*time.Second, func() { fmt.Fprint(client.Transport, i) })
	}
	b.Jump(5 * time.Second)
	if got := log[len(log)-1]; got != `S data "012"` {
		t.Errorf("got %s: a stalled process finds all the bytes at once", got)
	}
}

func TestTurnLetsNoTimePass(t *testing.T) {
	r := fakes.NewReactor()
	start, n := r.Now(), 0
	r.CallLater(0, func() {
		n++
		r.CallLater(0, func() { n++ })
	})
	r.CallLater(1, func() { t.Error("too early") })
	r.Turn()
	if n != 1 || r.Now() != start {
		t.Errorf("%d calls, %v later", n, r.Now().Sub(start))
	}
	r.Turn()
	if n != 2 {
		t.Errorf("%d calls after the second turn", n)
	}
}

func TestZeroDelaysForEverPanic(t *testing.T) {
	r := fakes.NewReactor()
	var again func()
	again = func() { r.CallLater(0, again) }
	again()
	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "no end of work at one instant") {
			t.Errorf("got %v, want a panic that says so", v)
		}
	}()
	r.Advance(time.Second)
}

func TestCloseEndsConnectionsInOrder(t *testing.T) {
	r := fakes.NewReactor()
	client, _, log := echo(t, r)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); !errors.Is(err, port.ErrClosed) {
		t.Error(err)
	}
	if got := strings.Join(*log, ", "); got != "C made, S made" || client.Transport == nil {
		t.Errorf("got %s: protocols are not told", got)
	}
	if len(r.Leaks()) != 0 {
		t.Error(r.Leaks())
	}
}

// A tester takes what CheckLeaks has to say.
type tester struct{ said []string }

func (*tester) Helper() {}

func (t *tester) Errorf(format string, args ...any) {
	t.said = append(t.said, fmt.Sprintf(format, args...))
}

func TestCheckLeaks(t *testing.T) {
	r := fakes.NewReactor()
	client, _, _ := echo(t, r)
	for range 20 {
		r.CallLater(time.Second, func() {})
	}
	var said tester
	r.CheckLeaks(&said)
	got := strings.Join(said.said, "\n")
	for _, want := range []string{
		"leaked: open descriptor 3: listening on tcp 127.0.0.1:32768",
		"leaked: open descriptor 4: tcp " + client.Transport.LocalAddr().String() + " to 127.0.0.1:32768",
		"leaked: open descriptor 5: tcp 127.0.0.1:32768 to ",
		"leaked: delayed call due in 1s",
		"leaked: 4 more delayed calls",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}
