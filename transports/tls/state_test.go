package tls

import "testing"

func TestTheTableOfStates(t *testing.T) {
	for s := range states {
		for e := range events {
			to := next[s][e]
			if to == never {
				continue
			}
			if s.gone() && !to.gone() {
				t.Errorf("%v in state %v leads back to %v: what is gone stays gone", e, s, to)
			}
			if s.closes() && !to.closes() {
				t.Errorf("%v in state %v leads back to %v: who has begun to close goes on", e, s, to)
			}
		}
		if next[s][evLeave] == never {
			t.Errorf("a connection can be ended in every state, but not in %v", s)
		}
		if s != lost && next[s][evLost] != lost {
			t.Errorf("a connection can be lost in every state, but not in %v", s)
		}
	}
}

func TestAnEventOutOfPlaceIsAMistakeOfOurs(t *testing.T) {
	defer func() {
		if v, want := recover(), "tls: shaken in state plain"; v != want {
			t.Errorf("recovered %v, want %q", v, want)
		}
	}()
	(&conn{}).to(evShaken)
}
