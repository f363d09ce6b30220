package sim

import "time"

// A property is something that must hold.
type property struct {
	name   string
	always func() error
	// eventually is nil once it has held.
	eventually func() bool
	within     time.Duration
	overdue    bool
	failed     bool // and was reported
}

// Always has holds called after everything that happens. The first error fails the run and ends it.
func (w *World) Always(name string, holds func() error) {
	w.properties = append(w.properties, &property{name: name, always: holds})
}

// Never is Always of the contrary.
func (w *World) Never(name string, happens func() bool) {
	w.Always(name, func() error {
		if happens() {
			return errHappened
		}
		return nil
	})
}

// Eventually fails the run unless holds was true once, at the end of something that happened, before
// within has passed since the call. The run ends when every Eventually has held.
func (w *World) Eventually(name string, within time.Duration, holds func() bool) {
	p := &property{name: name, eventually: holds, within: within}
	w.properties = append(w.properties, p)
	w.After(within, func() { p.overdue = p.eventually != nil })
}

type happened struct{}

func (happened) Error() string { return "it happened" }

var errHappened error = happened{}

// settled checks every property and reports whether the run can end.
func (w *World) settled() bool {
	waiting, eventual := false, false
	for _, p := range w.properties {
		if p.always != nil {
			if err := p.always(); err != nil && !p.failed {
				p.failed = true
				w.Failf("always %q: %v", p.name, err)
			}
			continue
		}
		eventual = true
		if p.eventually != nil && p.eventually() {
			p.eventually = nil
		}
		if p.eventually != nil && p.overdue && !p.failed {
			p.failed = true
			w.Failf("eventually %q: not within %v", p.name, p.within)
		}
		waiting = waiting || p.eventually != nil
	}
	return len(w.failures) > 0 || eventual && !waiting
}
