package service

import (
	"errors"

	"ravel/core"
)

// Stop stops the children, last added first and without waiting in between; its result comes when all have
// ended. Where some failed it is a failure that joins a ChildError for each. Stopping again while it is
// under way waits for the same end.
func (m *Multi) Stop() *core.Deferred[struct{}] {
	switch {
	case m.stopping != nil:
		return m.alsoStopped()
	case !m.running && !m.privileged:
		return stopped()
	}
	m.Base.Stop()
	m.privileged = false
	var all []*core.Deferred[struct{}]
	var names []string
	for i := len(m.children) - 1; i >= 0; i = min(i, len(m.children)) - 1 {
		c := &m.children[i]
		if !c.open {
			continue
		}
		c.open = false
		names = append(names, c.name())
		all = append(all, c.stop())
	}
	list := core.DeferredList(core.ListConfig{ConsumeErrors: true}, all...)
	done := core.Then(list, func(l core.ListResult[struct{}]) (struct{}, error) {
		m.stopping = nil
		return struct{}{}, stopErrors(names, l.Results)
	})
	if !done.Called() {
		m.stopping = done
	}
	return done
}

// alsoStopped is another Deferred of the same end, whose failure is the first one's to report.
func (m *Multi) alsoStopped() *core.Deferred[struct{}] {
	also := core.NewDeferred[struct{}]()
	m.stopping.AddBoth(func(v struct{}, err error) (struct{}, error) {
		also.Resolve(struct{}{})
		return v, err
	})
	return also
}

// undo stops what a start that failed has left open. Why it failed is what counts.
func (m *Multi) undo() {
	m.Stop().AddErrback(func(error) (struct{}, error) { return struct{}{}, nil })
}

func stopErrors(names []string, results []core.Result[struct{}]) error {
	var errs []error
	for i, r := range results {
		if r.Err != nil {
			errs = append(errs, &ChildError{"stop", names[i], r.Err})
		}
	}
	return errors.Join(errs...)
}

// stop stops c; a panic, or no Deferred, is a failure.
func (c *child) stop() *core.Deferred[struct{}] { return core.TryDeferred(c.Service.Stop) }
