package core_test

import (
	"testing"

	"ravel/core"
)

func TestGoroutinesAreToldApart(t *testing.T) {
	if core.Goroutine() == 0 {
		t.Skip("not on this processor")
	}
	mine := core.Goroutine()
	other := make(chan uintptr)
	go func() { other <- core.Goroutine(); <-other }()
	if got := <-other; got == mine {
		t.Errorf("two goroutines have one number, %x", got)
	}
	close(other)
	wantSame(t, "one has always the same", core.Goroutine(), mine)
}

func TestFloor(t *testing.T) {
	s := core.NewScope(core.ScopeConfig{})
	elsewhere := func() bool {
		answer := make(chan bool)
		go func() { answer <- s.Mine() }()
		return <-answer
	}
	wantSame(t, "before a turn it is anybody's", [2]bool{s.Mine(), elsewhere()}, [2]bool{true, true})
	before := s.Enter()
	again := s.Enter()
	if core.Goroutine() != 0 {
		wantSame(t, "in a turn it is the reactor's", [2]bool{s.Mine(), elsewhere()}, [2]bool{true, false})
	}
	s.Leave(again)
	wantSame(t, "also after a turn within", s.Mine(), true)
	s.Leave(before)
	wantSame(t, "after it, anybody's again", elsewhere(), true)
}
