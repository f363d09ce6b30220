package endpoint_test

import (
	"errors"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/endpoint"
)

func TestStandardIOIsOneUseOfItsFactory(t *testing.T) {
	r := fakes.NewReactor()
	in, keys, _ := r.Host().Pipe()
	screen, out, _ := r.Host().Pipe()
	r.SetStandardIO(in, out)
	e, err := endpoint.Standard().Server("stdio:")
	if err != nil {
		t.Fatal(err)
	}
	p := &plain{}
	f := &counted{Factory: serves(p)}
	l, err, ok := e.Listen(r, f).Result()
	if !ok || err != nil || p.made != 1 || f.started != 1 {
		t.Fatalf("%v, connected %d times, started %d times; want all at once", err, p.made, f.started)
	}
	if l.Addr().Network() != "stdio" {
		t.Errorf("it is at %v", l.Addr())
	}
	again := &counted{Factory: serves()}
	if err := failure(t, e.Listen(r, again)); !errors.Is(err, core.ErrStandardIOTaken) || again.started != again.stopped {
		t.Errorf("a second time: %v, started %d, stopped %d", err, again.started, again.stopped)
	}
	stopped := 0
	l.StopListening(func() { stopped++ })
	l.StopListening(nil)
	if stopped != 0 {
		t.Error("not inside the call")
	}
	r.Advance(time.Second)
	if stopped != 1 || p.lost != 0 || f.stopped != 0 {
		t.Errorf("stopped %d times; the connection lives on: lost %d, factory stopped %d", stopped, p.lost, f.stopped)
	}
	r.Host().CloseDescriptor(keys)
	r.Advance(time.Second)
	if p.lost != 1 || f.stopped != 1 {
		t.Errorf("at the end of the input it is lost %d times and its factory stopped %d times", p.lost, f.stopped)
	}
	r.Host().CloseDescriptor(screen)
	r.CheckLeaks(t)
}

func TestStandardIOOfAReactorWithoutIt(t *testing.T) {
	r := fakes.NewReactor()
	if err := failure(t, endpoint.StandardIO{}.Listen(bare{r}, serves())); !errors.Is(err, core.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

// A bare reactor has no facets.
type bare struct{ core.Reactor }
