package service

import (
	"errors"
	"slices"
	"testing"

	"ravel/core"
	"ravel/fakes"
)

var errRefused = errors.New("refused")

// A part is a service that writes down what happens to it.
type part struct {
	Base
	log       *[]string
	startFail error
	priv      func()                          // nil: nothing more
	start     func()                          // likewise
	stop      func() *core.Deferred[struct{}] // nil: at once
}

func (p *part) PrivilegedStart() error {
	*p.log = append(*p.log, "priv "+p.Name())
	if p.priv != nil {
		p.priv()
	}
	return nil
}

func (p *part) Start() error {
	*p.log = append(*p.log, "start "+p.Name())
	if p.start != nil {
		p.start()
	}
	if p.startFail != nil {
		return p.startFail
	}
	return p.Base.Start()
}

func (p *part) Stop() *core.Deferred[struct{}] {
	*p.log = append(*p.log, "stop "+p.Name())
	d := p.Base.Stop()
	if p.stop != nil {
		return p.stop()
	}
	return d
}

// parts adds a part of each name to a Multi.
func parts(t *testing.T, m *Multi, log *[]string, names ...string) (all []*part) {
	t.Helper()
	for _, name := range names {
		p := &part{log: log}
		if err := m.AddNamed(name, p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// reactor is a fake one; what a test leaves open there fails it.
func reactor(t *testing.T) *fakes.Reactor {
	r := fakes.NewReactor()
	t.Cleanup(func() { r.CheckLeaks(t) })
	return r
}

func wantLog(t *testing.T, why string, log *[]string, want ...string) {
	t.Helper()
	if !slices.Equal(*log, want) {
		t.Errorf("%s: %q, want %q", why, *log, want)
	}
	*log = nil
}

func wantIs(t *testing.T, why string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", why, err, want)
	}
}

// failed is d's failure, which is handled by that; nil if it has a value or no result yet.
func failed[T any](d *core.Deferred[T]) (err error) {
	d.AddErrback(func(e error) (T, error) {
		err = e
		return *new(T), nil
	})
	return err
}
