package native

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/port"
)

func TestChoosingABackend(t *testing.T) {
	there := []backend{{name: "best"}, {name: "other"}}
	b, err := choose(there, "")
	if err != nil || b.name != "best" {
		t.Fatalf("no name is the best: got %q, %v", b.name, err)
	}
	b, err = choose(there, "other")
	if err != nil || b.name != "other" {
		t.Fatalf("a name is that backend: got %q, %v", b.name, err)
	}
	_, err = choose(there, "kqueue")
	if !errors.Is(err, core.ErrUnsupported) || !strings.Contains(err.Error(), `"kqueue"`) || !strings.Contains(err.Error(), "best, other") {
		t.Fatalf("an unknown name is an error that names it and what there is: got %v", err)
	}
	_, err = choose(nil, "")
	if !errors.Is(err, core.ErrUnsupported) || !strings.Contains(err.Error(), "no backend for") {
		t.Fatalf("a system without a backend is said to be one: got %v", err)
	}
}

func TestOpen(t *testing.T) {
	names := Backends()
	if len(names) == 0 {
		t.Skip("no backend for this system")
	}
	r, err := Open(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Backend() != names[0] {
		t.Errorf("the default is the best: got %q of %q", r.Backend(), names)
	}
	if err := r.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := r.Close(); !errors.Is(err, port.ErrClosed) {
		t.Errorf("a second Close is port.ErrClosed: got %v", err)
	}
	for _, name := range names {
		r, err := Open(Config{Backend: name})
		if err != nil {
			t.Fatal(err)
		}
		if r.Backend() != name {
			t.Errorf("asked for %q, got %q", name, r.Backend())
		}
		r.Close()
	}
	if _, err := Open(Config{Backend: "abacus"}); !errors.Is(err, core.ErrUnsupported) {
		t.Errorf("an unknown backend is core.ErrUnsupported: got %v", err)
	}
}

func TestNewPanicsWhenTheSystemRefuses(t *testing.T) {
	if len(Backends()) > 0 {
		New().Close()
		return
	}
	defer func() {
		if v := recover(); v == nil || !strings.Contains(v.(string), "refuses") {
			t.Errorf("New panics with a sentence: got %v", v)
		}
	}()
	New()
}

func TestSeed(t *testing.T) {
	draw := func(seed uint64) uint64 {
		r := open(t, Config{Seed: seed})
		return r.Rand().Uint64()
	}
	if one, again := draw(7), draw(7); one != again {
		t.Error("one seed is one sequence")
	}
	if draw(7) == draw(8) {
		t.Error("another seed is another")
	}
	if one, other := draw(0), draw(0); one == other {
		t.Error("no seed is a new one each time")
	}
}

func TestFailuresAreLoggedAndTold(t *testing.T) {
	var log bytes.Buffer
	var told []error
	r := open(t, Config{
		Logger:    slog.New(slog.NewTextHandler(&log, nil)),
		OnFailure: func(err error) { told = append(told, err) },
	})
	r.Post(func() { panic("oops") })
	if err := r.Iterate(0); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || !strings.Contains(told[0].Error(), "oops") {
		t.Errorf("OnFailure is told once: got %v", told)
	}
	if !strings.Contains(log.String(), "oops") {
		t.Errorf("the logger has it: got %q", log.String())
	}
}

// open is Open, closed at the test's end.
func open(t *testing.T, c Config) *Reactor {
	t.Helper()
	if len(Backends()) == 0 {
		t.Skip("no backend for this system")
	}
	r, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}
