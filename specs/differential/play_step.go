package differential

import (
	"errors"
	"strconv"
	"strings"

	"ravel/core"
)

func (g *player) step(f []string) {
	switch f[0] {
	case "new":
		g.deferreds[f[1]] = core.NewDeferredOn(g.clock, g.canceller(f[1], f[2])...)
		return
	case "list":
		g.list(f[1], f[2], f[3:])
		return
	}
	d := g.deferreds[f[1]]
	switch f[0] {
	case "add":
		g.add(f[1], f[2], f[3], f[4])
	case "fire":
		g.refused(func() { d.Resolve(number(f[2])) })
	case "fail":
		g.refused(func() { d.Fail(failure("F" + f[1])) })
	case "cancel":
		g.cancel(f[1])
	case "pause":
		d.Pause()
	case "unpause":
		d.Unpause()
	case "chain":
		d.ChainTo(g.deferreds[f[2]])
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func (g *player) cancel(name string) {
	if l, ok := g.lists[name]; ok {
		l.Cancel()
		return
	}
	g.deferreds[name].Cancel()
}

// refused notes that f was refused since the Deferred has a result.
func (g *player) refused(f func()) {
	defer func() {
		switch err, _ := recover().(error); {
		case errors.Is(err, core.ErrAlreadyCalled):
			g.note("already-called")
		case err != nil:
			panic(err)
		}
	}()
	f()
}

func (g *player) canceller(name, kind string) []func(d *core.Deferred[int]) {
	if kind == "none" {
		return nil
	}
	return []func(d *core.Deferred[int]){func(d *core.Deferred[int]) {
		g.note("canceller %s", name)
		switch kind {
		case "value":
			d.Resolve(0)
		case "error":
			d.Fail(failure("K" + name))
		}
	}}
}

func (g *player) list(name, opts string, of []string) {
	var ds []*core.Deferred[int]
	for _, n := range of {
		ds = append(ds, g.deferreds[n])
	}
	c := core.ListConfig{FireOnOneCallback: opts[0] == '1', FireOnOneErrback: opts[1] == '1', ConsumeErrors: opts[2] == '1'}
	g.lists[name] = core.DeferredList(c, ds...)
	g.lists[name].AddBoth(func(l core.ListResult[int], err error) (core.ListResult[int], error) {
		g.note("%s %s", name, shownList(l, err))
		return l, nil
	})
}

func (g *player) add(of, callback, how, what string) {
	d := g.deferreds[of]
	verb, with, _ := strings.Cut(what, ":")
	if verb == "wait" {
		inner := g.deferreds[with]
		switch how {
		case "cb":
			d.AddCallbackDeferred(func(v int) *core.Deferred[int] { g.note("%s %s", callback, shown(v, nil)); return inner })
		case "eb":
			d.AddErrbackDeferred(func(err error) *core.Deferred[int] { g.note("%s %s", callback, shown(0, err)); return inner })
		case "both":
			d.AddBothDeferred(func(v int, err error) *core.Deferred[int] { g.note("%s %s", callback, shown(v, err)); return inner })
		}
		return
	}
	act := func(v int, err error) (int, error) { return g.act(of, callback, verb, with, v, err) }
	switch how {
	case "cb":
		d.AddCallback(func(v int) (int, error) { return act(v, nil) })
	case "eb":
		d.AddErrback(func(err error) (int, error) { return act(0, err) })
	case "both":
		d.AddBoth(act)
	}
}

// act is what a callback does.
func (g *player) act(of, callback, verb, with string, v int, err error) (int, error) {
	g.note("%s %s", callback, shown(v, err))
	switch verb {
	case "value":
		return number(with), nil
	case "raise":
		return 0, failure("E" + callback)
	case "cancel":
		g.cancel(with)
	case "fire":
		name, n, _ := strings.Cut(with, ":")
		g.refused(func() { g.deferreds[name].Resolve(number(n)) })
	case "more":
		g.deferreds[of].AddBoth(func(v int, err error) (int, error) {
			g.note("%s+ %s", callback, shown(v, err))
			return v, err
		})
	}
	return v, err
}
