package stream

import "testing"

// Every pair of state and event is one of these sentences, or cannot happen.
func TestStateTable(t *testing.T) {
	type step struct {
		from state
		e    event
		want state
	}
	var steps []step
	add := func(want func(s state) state, e event, from ...state) {
		for _, s := range from {
			steps = append(steps, step{s, e, want(s)})
		}
	}
	to := func(s state) func(state) state { return func(state) state { return s } }
	stays := func(s state) state { return s }

	add(to(open), evMade, making)
	add(to(lost), evEnd, making) // there is nobody to tell

	add(to(readEnded), evPeerEnd, open)
	add(to(readEndedFinishing), evPeerEnd, finishing)
	add(to(bothEnded), evPeerEnd, writeEnded)

	add(to(finishing), evLoseWrite, open)
	add(to(readEndedFinishing), evLoseWrite, readEnded)
	add(stays, evLoseWrite, finishing, writeEnded, readEndedFinishing, bothEnded, closing, closingFinishing, ended, lost)

	add(to(writeEnded), evWriteEnd, open, finishing)
	add(to(bothEnded), evWriteEnd, readEnded, readEndedFinishing)

	add(to(closing), evLose, open, readEnded)
	add(to(closingFinishing), evLose, finishing, writeEnded, readEndedFinishing, bothEnded)
	add(stays, evLose, closing, closingFinishing, ended, lost)

	add(to(ended), evEnd, open, finishing, writeEnded, readEnded, readEndedFinishing, bothEnded, closing, closingFinishing)
	add(stays, evEnd, ended, lost)

	add(to(lost), evTold, ended)

	said := map[[2]int]bool{}
	for _, s := range steps {
		said[[2]int{int(s.from), int(s.e)}] = true
		c := &conn{state: s.from}
		if got := c.to(s.e); got != s.want || c.state != got {
			t.Errorf("%v, %v: went to %v, want %v", s.from, s.e, got, s.want)
		}
	}
	for s := range states {
		for e := range events {
			if !said[[2]int{int(s), int(e)}] {
				c := &conn{state: s}
				wantPanic(t, s.String()+", "+e.String(), func() { c.to(e) })
			}
		}
	}
}

func TestStatePowers(t *testing.T) {
	for s := range states {
		if s.gone() && (s.reads() || s.writes()) {
			t.Errorf("%v: a closed socket neither reads nor writes", s)
		}
		if s.gone() && !s.closes() {
			t.Errorf("%v: what is gone is closing", s)
		}
		if s.reads() != (next[s][evPeerEnd] != never) {
			t.Errorf("%v: who reads, and nobody else, hears the peer's end", s)
		}
		if s.writes() && next[s][evLose] != closing {
			t.Errorf("%v: LoseConnection leaves the write side open until all has left", s)
		}
	}
}

func wantPanic(t *testing.T, why string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: want a panic", why)
		}
	}()
	f()
}
