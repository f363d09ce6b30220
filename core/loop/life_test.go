package loop

import "testing"

func TestEveryStageCanCrashAndNoOtherMomentIsLegalTwice(t *testing.T) {
	for s := range stages {
		if lives[s][evCrash] != idle {
			t.Errorf("a crash while %v does not lead to idle", s)
		}
	}
	for m := evStart; m < evCrash; m++ {
		from := 0
		for s := range stages {
			if lives[s][m] != never {
				from++
			}
		}
		if from != 1 {
			t.Errorf("%v is possible in %d stages, want one: each moment comes once in a life", m, from)
		}
	}
}

func TestIllegalMomentPanicsWithASentence(t *testing.T) {
	defer func() {
		if v := recover(); v != "loop: told while running" {
			t.Errorf("panicked with %v", v)
		}
	}()
	l := life{state: running}
	l.to(evTold)
}
