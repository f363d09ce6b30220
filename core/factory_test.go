package core

import (
	"net"
	"slices"
	"testing"
)

// A told factory writes down when it is started and stopped.
type told struct{ seen []string }

func (f *told) BuildProtocol(net.Addr) (Protocol, error) { return nil, nil }
func (f *told) StartFactory()                            { f.seen = append(f.seen, "start") }
func (f *told) StopFactory()                             { f.seen = append(f.seen, "stop") }

// A list is a factory that cannot be compared, though its type looks as if it could.
type list struct {
	*told
	names any
}

func TestFactoryIsStartedOnceForAllItsUses(t *testing.T) {
	var u FactoryUses
	f, other := new(told), new(told)
	u.Start(f)
	u.Start(f)
	u.Start(other)
	u.Stop(f)
	if want := []string{"start"}; !slices.Equal(f.seen, want) {
		t.Errorf("TCP-20: got %v, want %v: it is used once more", f.seen, want)
	}
	u.Stop(f)
	u.Start(f)
	if want := []string{"start", "stop", "start"}; !slices.Equal(f.seen, want) {
		t.Errorf("got %v, want %v: a factory can be used again", f.seen, want)
	}
	if want := []string{"start"}; !slices.Equal(other.seen, want) {
		t.Errorf("the other got %v, want %v", other.seen, want)
	}
}

func TestFactoryThatCannotBeComparedIsCountedForItself(t *testing.T) {
	var u FactoryUses
	f := list{new(told), []string{"anna"}}
	u.Start(f)
	u.Start(f)
	u.Stop(f)
	u.Stop(f)
	if want := []string{"start", "start", "stop", "stop"}; !slices.Equal(f.seen, want) {
		t.Errorf("got %v, want %v", f.seen, want)
	}
}

func TestFactoryWithoutALifeCycle(t *testing.T) {
	var u FactoryUses
	f := FactoryFunc(func(peer net.Addr) (Protocol, error) { return &Base{}, ErrTimeout })
	u.Start(f)
	u.Stop(f)
	if p, err := f.BuildProtocol(Addr{}); p == nil || err != ErrTimeout {
		t.Errorf("got %v %v, want what the function returns", p, err)
	}
}

func TestFactoryStoppedTooOftenPanics(t *testing.T) {
	var u FactoryUses
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	u.Stop(new(told))
}

// A reluctant factory panics when it is started for the first time.
type reluctant struct{ told }

func (f *reluctant) StartFactory() {
	f.told.StartFactory()
	if len(f.seen) == 1 {
		panic("not yet")
	}
}

func TestFactoryWhoseStartPanicsIsNotUsed(t *testing.T) {
	var u FactoryUses
	f := new(reluctant)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is the caller's to handle")
			}
		}()
		u.Start(f)
	}()
	u.Start(f)
	u.Stop(f)
	if want := []string{"start", "start", "stop"}; !slices.Equal(f.seen, want) {
		t.Errorf("got %v, want %v", f.seen, want)
	}
}
