package service

import (
	"errors"
	"slices"

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
	var list *core.Deferred[core.ListResult[struct{}]]
	done := core.NewDeferred(func(*core.Deferred[struct{}]) {
		if list != nil {
			list.Cancel()
		}
	})
	m.stopping = done // before the first is told, who might start this again
	var all []*core.Deferred[struct{}]
	var names []string
	for _, c := range slices.Backward(slices.Clone(m.children)) {
		if d := c.end(); d != nil {
			all = append(all, d)
			names = append(names, c.name())
		}
	}
	list = core.DeferredList(core.ListConfig{ConsumeErrors: true}, all...)
	core.Then(list, func(l core.ListResult[struct{}]) (struct{}, error) {
		m.stopping = nil
		return struct{}{}, stopErrors(names, l.Results)
	}).ChainTo(done)
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
