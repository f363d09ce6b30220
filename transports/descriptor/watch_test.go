package descriptor

import (
	"errors"
	"strings"
	"testing"

	"ravel/core"
)

func TestReaderReadsEachTurnUntilItReturnsAnError(t *testing.T) {
	b := newBench()
	a := b.open("a", 5)
	add(t, b.AddReader(a))
	a.file.input = []byte("ab")
	b.turn(t)
	b.note("|")
	a.reads = func() error { return core.ErrConnectionDone }
	b.turn(t)
	b.wants(t, "REA-10: once a turn; its error is the end", `a reads "a"`, "|", `a reads "b"`, "a lost: connection done")
	if len(b.Readers()) != 0 || len(b.host.watched) != 0 {
		t.Error("it is still registered")
	}
}

func TestErrorEndsBothRegistrationsOfAnObject(t *testing.T) {
	b := newBench()
	a, other := b.open("a", 5), b.open("other", 6)
	a.file.input, a.file.room, other.file.room = []byte("x"), true, true
	a.reads = func() error { return errors.New("oops") }
	add(t, b.AddReader(a))
	add(t, b.AddWriter(a))
	add(t, b.AddWriter(other))
	b.turn(t)
	b.wants(t, "DoWrite is not called any more, the end is told once, others live on",
		`a reads "x"`, "other writes", "a lost: oops")
	b.turn(t)
	b.wants(t, "and that was that", "other writes")
}

func TestErrorEndsOneOfTwoObjects(t *testing.T) {
	b := newBench()
	r, w := b.open("r", 5), b.open("w", 5)
	r.file.room = true
	w.writes = func() error { return errors.New("oops") }
	add(t, b.AddReader(r))
	add(t, b.AddWriter(w))
	b.turn(t)
	b.wants(t, "the writer ends", "w writes", "w lost: oops")
	r.file.input = []byte("x")
	b.turn(t)
	b.wants(t, "the reader does not", `r reads "x"`)
}

func TestPanicEndsTheRegistration(t *testing.T) {
	for _, act := range []string{"DoRead", "DoWrite"} {
		b := newBench()
		a := b.open("a", 5)
		bad := func() error { panic("oops") }
		a.reads, a.writes = bad, bad
		if act == "DoRead" {
			a.file.input = []byte("x")
			add(t, b.AddReader(a))
		} else {
			a.file.room = true
			add(t, b.AddWriter(a))
		}
		b.turn(t)
		if len(b.seen) != 2 || !strings.Contains(b.seen[1], "lost: panic in "+act+" of *descriptor.end: oops") {
			t.Errorf("%s: got %q, want the panic as the reason", act, b.seen)
		}
		if b.FailureCount() != 1 {
			t.Errorf("%s: %d failures counted, want 1", act, b.FailureCount())
		}
	}
}

func TestHangUpAfterTheLastByteIsTheOrderlyEnd(t *testing.T) {
	b := newBench()
	a := b.open("a", 5)
	add(t, b.AddReader(a))
	a.file.input, a.file.hungUp = []byte("x"), true
	b.turn(t)
	b.wants(t, "what was sent before is read first", `a reads "x"`)
	b.turn(t)
	b.wants(t, "REA-10: then it is done, without another DoRead", "a lost: connection done")
}

func TestHangUpWhileOnlyWritingIsALoss(t *testing.T) {
	b := newBench()
	a := b.open("a", 5)
	add(t, b.AddWriter(a))
	a.file.hungUp, a.file.room = true, true
	b.turn(t)
	b.wants(t, "nobody takes what would be written", "a lost: connection lost")
}

func TestHangUpTellsReaderAndWriterEachTheirs(t *testing.T) {
	b := newBench()
	r, w := b.open("r", 5), b.open("w", 5)
	add(t, b.AddReader(r))
	add(t, b.AddWriter(w))
	r.file.hungUp = true
	b.turn(t)
	b.wants(t, "the reader has read everything", "r lost: connection done", "w lost: connection lost")
	both := b.open("both", 6)
	add(t, b.AddWriter(both))
	add(t, b.AddReader(both))
	both.file.hungUp = true
	b.turn(t)
	b.wants(t, "an object that reads is done, and told once", "both lost: connection done")
}

func TestDescriptorThatItsOwnerClosed(t *testing.T) {
	b := newBench()
	a := b.open("a", 5)
	add(t, b.AddReader(a))
	a.file.input = []byte("xy")
	a.close() // but still reported, as files are that are always ready
	b.turn(t)
	b.wants(t, "it is not read", "a lost: the descriptor went away")
}

func TestDescriptorThatIsClosedInsideItsCallback(t *testing.T) {
	for why, closing := range map[string]func(a *end){
		"closed":                     func(a *end) { a.close() },
		"closed and says so":         func(a *end) { a.close(); a.fd = -1 },
		"given away, says minus one": func(a *end) { a.fd = -1 },
	} {
		b := newBench()
		a := b.open("a", 5)
		a.file.input, a.file.room = []byte("x"), true
		a.reads = func() error { closing(a); return nil }
		add(t, b.AddReader(a))
		add(t, b.AddWriter(a))
		b.turn(t)
		b.wants(t, why, `a reads "x"`, "a lost: the descriptor went away")
	}
}

func TestOwnerThatRemovesAndClosesInsideItsCallbackIsNotTold(t *testing.T) {
	b := newBench()
	a := b.open("a", 5)
	a.file.input = []byte("x")
	a.reads = func() error { b.RemoveReader(a); a.close(); return nil }
	add(t, b.AddReader(a))
	b.turn(t)
	b.wants(t, "it knows", `a reads "x"`)
	if b.FailureCount() != 0 {
		t.Error(b.Failures())
	}
}

func TestPanicInConnectionLostIsLogged(t *testing.T) {
	b := newBench()
	b.End(&loss{b.Loop, bad{}, core.ErrConnectionLost})
	b.turn(t)
	if fs := b.Failures(); len(fs) != 1 || !strings.Contains(fs[0].Error(), "ConnectionLost of descriptor.bad") {
		t.Errorf("failures: %v", fs)
	}
}

type bad struct{}

func (bad) Descriptor() int      { return 0 }
func (bad) ConnectionLost(error) { panic("oops") }
