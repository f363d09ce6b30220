package blocking_test

import (
	"net"
	"testing"

	"ravel/core/port"
	"ravel/transports/blocking"
)

func TestReadinessIsByLevelAndEndsWithTheWish(t *testing.T) {
	d := newDriver(t)
	s, h, _ := d.pipe(port.Write)
	for range 2 {
		if got := d.collect(); len(got) != 1 || got[0].Handler != port.Handler(h) || got[0].What != port.Write {
			t.Fatalf("a stream with room is ready each time: %v", got)
		}
	}
	s.Want(0)
	if got := d.collect(); len(got) != 0 {
		t.Errorf("who wants nothing is not told: %v", got)
	}
	d.set.Lock()
	defer d.set.Unlock()
	if d.set.Hot() {
		t.Error("and does not keep the set hot")
	}
}

func TestWhoIsClosedIsTakenOutOfTheBatch(t *testing.T) {
	d := newDriver(t)
	s, _, _ := d.pipe(port.Write)
	got := d.collect()
	s.Close(false)
	if len(got) != 1 || got[0].Handler != nil {
		t.Errorf("its handler must not be called: %v", got)
	}
}

func TestASetThatIsClosedTakesNothing(t *testing.T) {
	d := newDriver(t)
	if err := d.set.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.set.Close(); err != port.ErrClosed {
		t.Errorf("a second Close: %v", err)
	}
	mine, yours := net.Pipe()
	if _, err := blocking.New(d.set, mine, blocking.Options{}); err != port.ErrClosed {
		t.Errorf("New: %v", err)
	}
	if _, err := yours.Write([]byte("x")); err == nil {
		t.Error("the conn was given, and is closed")
	}
}
