package core_test

import (
	"testing"
	"time"

	"ravel/core"
)

func TestDeferLater(t *testing.T) {
	h := newHand()
	d := core.DeferLater(h, 2*time.Second, func() (int, error) { return 7, nil })
	failed := core.DeferLater(h, 2*time.Second, func() (int, error) { panic(errTest) })
	h.pass(time.Second)
	wantNothing(t, "it is not time", d)
	h.pass(time.Second)
	wantValue(t, "it is", d, 7)
	wantFailure(t, "a panic is a failure", failed, errTest)
}

// TSK-01: cancelling cancels the timer.
func TestDeferLaterCancelled(t *testing.T) {
	h := newHand()
	d := core.DeferLater(h, time.Second, func() (int, error) { t.Error("called"); return 0, nil })
	d.Cancel()
	wantFailure(t, "it was cancelled", d, core.ErrCancelled)
	wantSame(t, "no call is left", h.timers.Len(), 0)
	h.pass(time.Hour)
}

func TestLater(t *testing.T) {
	h := newHand()
	d := core.Later(h, time.Second)
	h.pass(time.Second)
	wantValue(t, "it fires", d, struct{}{})
}
