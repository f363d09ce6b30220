package core

import "slices"

// A Result is what a Deferred came to.
type Result[T any] struct {
	Value T
	Err   error
}

// ListConfig says when a DeferredList has its result. The zero value waits for every Deferred.
type ListConfig struct {
	// FireOnOneCallback has it when the first value has come.
	FireOnOneCallback bool
	// FireOnOneErrback has it, as a failure with a FirstError, when the first failure has come.
	FireOnOneErrback bool
	// ConsumeErrors counts failures as handled. Without it each stays with its Deferred as well, and is
	// to be handled there.
	ConsumeErrors bool
}

// A ListResult is what a DeferredList came to.
type ListResult[T any] struct {
	// Index is the place of the Deferred whose value fired the list, with FireOnOneCallback; else -1.
	Index int
	// Results has a place for each Deferred. It is the list's own: what comes after the list has fired
	// is still entered.
	Results []Result[T]
}

// DeferredList is a Deferred of what all of ds have come to, in their order; each of them keeps its
// value, for what is added to it later. Of none there is an empty list at once, but with
// FireOnOneCallback a failure, [ErrNothingToWaitFor]. Cancelling it cancels each of ds, and then consumes
// errors whatever c says.
func DeferredList[T any](c ListConfig, ds ...*Deferred[T]) *Deferred[ListResult[T]] {
	l := &listing[T]{c: c, ds: slices.Clone(ds), results: make([]Result[T], len(ds)), left: len(ds)}
	l.out = NewDeferred[ListResult[T]]().ForwardCancel(l.cancel)
	if len(ds) == 0 {
		if c.FireOnOneCallback {
			l.out.Fail(ErrNothingToWaitFor)
		} else {
			l.out.Resolve(ListResult[T]{Index: -1})
		}
	}
	for i, d := range ds {
		l.out.enter(d.scope)
		d.add(link[T]{hand: func(d *Deferred[T]) Chain { return l.take(i, d) }})
	}
	return l.out
}

// Gather is a Deferred of all the values, in the order of ds, or of the first failure, a [FirstError]. The
// failures after that are to be handled where they came. Cancelling it cancels each of ds.
func Gather[T any](ds ...*Deferred[T]) *Deferred[[]T] {
	all := Then(DeferredList(ListConfig{FireOnOneErrback: true}, ds...), func(l ListResult[T]) ([]T, error) {
		values := make([]T, len(l.Results))
		for i, r := range l.Results {
			values[i] = r.Value
		}
		return values, nil
	})
	return all
}

// listing is a DeferredList under way.
type listing[T any] struct {
	c         ListConfig
	ds        []*Deferred[T]
	out       *Deferred[ListResult[T]]
	results   []Result[T]
	left      int
	cancelled bool
}

// take notes what the i-th Deferred has come to, and returns the list if that has its result with it.
func (l *listing[T]) take(i int, d *Deferred[T]) (next Chain) {
	v, err := d.value, d.err
	l.results[i] = Result[T]{v, err}
	l.left--
	first := !l.out.called
	if err != nil && (l.c.ConsumeErrors || l.cancelled) {
		d.give()
	}
	if !first {
		return nil
	}
	switch {
	case err == nil && l.c.FireOnOneCallback:
		return l.fire(ListResult[T]{i, l.results}, nil, d.fired)
	case err != nil && l.c.FireOnOneErrback:
		d.passed = true
		return l.fire(ListResult[T]{}, &FirstError{Index: i, Err: err}, d.fired)
	case l.left == 0:
		return l.fire(ListResult[T]{-1, l.results}, nil, d.fired)
	}
	return nil
}

func (l *listing[T]) fire(r ListResult[T], err error, fired place) (next Chain) {
	next, _ = l.out.receive(r, err, fired)
	return next
}

func (l *listing[T]) cancel() {
	l.cancelled = true
	for _, d := range l.ds {
		d.Cancel()
	}
}
