package native

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"ravel/core"
	"ravel/core/port"
)

// Config says what reactor to open. The zero value works.
type Config struct {
	// Backend is one of Backends. Default: the first of them.
	Backend string
	// Seed seeds Rand. Default 0: a seed that is different each time.
	Seed uint64
	// Logger takes panics and failures. Default: slog.Default() at the time of Open.
	Logger *slog.Logger
	// OnFailure is told each panic and failure after it was logged, on the reactor's goroutine.
	OnFailure func(err error)
	// NoSignals leaves SIGINT and SIGTERM alone. Default: while Run runs they stop the reactor.
	NoSignals bool
	// Measure has Stats tell where the time goes, and Slow, if positive, names calls that took that long in
	// the log: loop.Config's.
	Measure bool
	Slow    time.Duration
}

// seed is the seed to use.
func (c Config) seed() uint64 {
	if c.Seed != 0 {
		return c.Seed
	}
	return rand.Uint64()
}

// A backend is one way of asking the operating system.
type backend struct {
	name string
	open func() (port.Port, error)
}

// Backends names the backends of this operating system, the best first.
func Backends() []string {
	var names []string
	for _, b := range backends() {
		names = append(names, b.name)
	}
	return names
}

// Open makes a reactor, which its owner closes with Close. The error is core.ErrUnsupported if the
// operating system has no such backend, or the system's, such as EMFILE.
func Open(c Config) (*Reactor, error) {
	b, err := choose(backends(), c.Backend)
	if err != nil {
		return nil, err
	}
	p, err := b.open()
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", b.name, err)
	}
	r := assemble(p, c)
	r.backend = b.name
	return r, nil
}

// New is Open of the zero Config. It panics if the system refuses.
func New() *Reactor {
	r, err := Open(Config{})
	if err != nil {
		panic("native: the system refuses a reactor: " + err.Error())
	}
	return r
}

// choose finds a backend by name, or the first for "".
func choose(from []backend, name string) (backend, error) {
	if len(from) == 0 {
		return backend{}, fmt.Errorf("no backend for %s yet: %w", runtime.GOOS, core.ErrUnsupported)
	}
	if name == "" {
		return from[0], nil
	}
	var names []string
	for _, b := range from {
		if b.name == name {
			return b, nil
		}
		names = append(names, b.name)
	}
	return backend{}, fmt.Errorf("no backend %q on %s, there is %s: %w", name, runtime.GOOS, strings.Join(names, ", "), core.ErrUnsupported)
}
