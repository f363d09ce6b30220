package core_test

import (
	"testing"

	"ravel/core"
)

func three() (a, b, c *core.Deferred[int]) {
	return core.NewDeferred[int](), core.NewDeferred[int](), core.NewDeferred[int]()
}

// DEF-24: a list waits for all, in its own order.
func TestDeferredList(t *testing.T) {
	a, b, c := three()
	l := core.DeferredList(core.ListConfig{}, a, b, c)
	c.Resolve(3)
	a.Resolve(1)
	wantNothing(t, "one is missing", l)
	b.Fail(errTest)
	wantValue(t, "all have come", l, core.ListResult[int]{Index: -1, Results: []core.Result[int]{{Value: 1}, {Err: errTest}, {Value: 3}}})
	wantValue(t, "each keeps its value", a, 1)
	wantFailure(t, "and its failure", b, errTest)
}

func TestDeferredListFiresOnOne(t *testing.T) {
	a, b, c := three()
	l := core.DeferredList(core.ListConfig{FireOnOneCallback: true}, a, b, c)
	a.Fail(errTest)
	wantNothing(t, "a failure is no value", l)
	b.Resolve(2)
	r, _, _ := l.Result()
	wantSame(t, "the first value fires", r.Index, 1)
	wantSame(t, "and is there", r.Results[1].Value, 2)
	c.Resolve(3)
	wantSame(t, "what comes later is entered", r.Results[2].Value, 3)
	wantFailure(t, "a keeps its failure", a, errTest)

	a, b, _ = three()
	l = core.DeferredList(core.ListConfig{FireOnOneErrback: true}, a, b)
	b.Fail(errTest)
	wantFailure(t, "the first failure fires", l, errTest)
	a.Resolve(1)
	wantValue(t, "what comes later has no effect", a, 1)

	a, b, _ = three()
	l = core.DeferredList(core.ListConfig{FireOnOneCallback: true, ConsumeErrors: true}, a, b)
	a.Fail(errTest)
	b.Fail(errTest)
	r, _, _ = l.Result()
	wantSame(t, "if all fail there is a list of failures", r.Index, -1)
}

// DEF-25: errors are consumed on request.
func TestDeferredListConsumesErrors(t *testing.T) {
	for consume, unhandled := range map[bool]int{true: 0, false: 1} {
		h := newHand()
		a := core.NewDeferredOn[int](h)
		core.DeferredList(core.ListConfig{ConsumeErrors: consume}, a)
		a.Fail(errTest)
		wantSame(t, "unhandled failures", len(h.scope.Unhandled()), unhandled)
	}
}

func TestDeferredListOfNone(t *testing.T) {
	wantValue(t, "there is nothing to wait for", core.DeferredList[int](core.ListConfig{}), core.ListResult[int]{Index: -1})
	wantFailure(t, "and nothing that could be first", core.DeferredList[int](core.ListConfig{FireOnOneCallback: true}), core.ErrNothingToWaitFor)
	wantValue(t, "none is all of none", core.Gather[int](), []int{})
}

// DEF-26: gatherResults ok / first error / cancel.
func TestGather(t *testing.T) {
	a, b, _ := three()
	g := core.Gather(a, b)
	b.Resolve(2)
	a.Resolve(1)
	wantValue(t, "the values are in the order of the Deferreds", g, []int{1, 2})

	h := newHand()
	a, b, c := core.NewDeferredOn[int](h), core.NewDeferred[int](), core.NewDeferredOn[int](h)
	g = core.Gather(a, b, c)
	b.Fail(errTest)
	_, err, _ := g.Result()
	wantSame(t, "the first failure says whose", *err.(*core.FirstError), core.FirstError{Index: 1, Err: errTest})
	wantFailure(t, "and what", g, errTest)
	c.Fail(errTest)
	wantSame(t, "b's is handled, c's is not", len(h.scope.Unhandled()), 1)
	wantFailure(t, "it is where it came", c, errTest)

	var s story
	h = newHand()
	g = core.Gather(s.cancelled("a").On(h), s.cancelled("b").On(h))
	g.Cancel()
	s.wants(t, "cancelling it cancels each", "cancel a", "cancel b")
	wantFailure(t, "the first of which fails it", g, core.ErrCancelled)
	wantSame(t, "and nothing is unhandled", len(h.scope.Unhandled()), 0)
}

func TestGatherMany(t *testing.T) {
	ds := make([]*core.Deferred[int], many)
	for i := range ds {
		ds[i] = core.NewDeferred[int]()
	}
	g := core.Gather(ds...)
	for i, d := range ds {
		d.Resolve(i)
	}
	values, _, _ := g.Result()
	wantSame(t, "all are there", len(values), many)
	wantSame(t, "in order", values[many-1], many-1)
}
