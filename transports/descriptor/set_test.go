package descriptor

import (
	"context"
	"errors"
	"slices"
	"syscall"
	"testing"

	"ravel/core"
	"ravel/core/loop"
	"ravel/core/port"
)

func TestAddingTwiceIsAddingOnce(t *testing.T) {
	b := newBench()
	a := b.open("a", 5)
	add(t, b.AddReader(a))
	add(t, b.AddReader(a))
	a.file.input = []byte("x")
	b.turn(t)
	b.wants(t, "REA-10", `a reads "x"`)
	b.RemoveReader(a)
	a.file.input = []byte("y")
	b.turn(t)
	b.wants(t, "removing once removes it")
	b.RemoveReader(a)
	b.RemoveWriter(a) // what was not added: nothing
	if len(b.host.watched) != 0 {
		t.Error("a descriptor that nobody wants is still watched")
	}
}

func TestReaderAndWriterShareOneWatch(t *testing.T) {
	b := newBench()
	r, w := b.open("r", 5), b.open("w", 5)
	add(t, b.AddReader(r))
	add(t, b.AddWriter(w))
	if len(b.host.watched) != 1 {
		t.Fatalf("watched %d times, want once", len(b.host.watched))
	}
	r.file.input, r.file.room = []byte("x"), true
	b.turn(t)
	b.wants(t, "reading comes first", `r reads "x"`, "w writes")
	b.RemoveReader(r)
	r.file.input = []byte("y")
	b.turn(t)
	b.wants(t, "the writer stays", "w writes")
}

func TestSecondReaderOfADescriptorIsRefused(t *testing.T) {
	b := newBench()
	add(t, b.AddReader(b.open("first", 5)))
	add(t, b.AddWriter(b.open("first writer", 5)))
	for op, err := range map[string]error{
		"read": b.AddReader(b.open("second", 5)), "write": b.AddWriter(b.open("second", 5)),
	} {
		var e *Error
		if !errors.As(err, &e) || e.FD != 5 || e.Op != op {
			t.Errorf("%s: got %v, want an Error that names descriptor and act", op, err)
		}
	}
}

func TestNumberThatWasUsedAgain(t *testing.T) {
	b := newBench()
	old := b.open("old", 5)
	add(t, b.AddReader(old))
	old.close()
	old.fd = -1
	add(t, b.AddReader(b.open("new", 5)))
	b.host.files[5].input = []byte("x")
	b.turn(t)
	b.wants(t, "the new owner gets what is read, the old one is told", `new reads "x"`, "old lost: the descriptor went away")
}

func TestWhatCannotBeWatched(t *testing.T) {
	b := newBench()
	bad := &end{bench: b, fd: 99}
	if err := b.AddReader(bad); !errors.Is(err, syscall.EBADF) {
		t.Errorf("reader: %v, want EBADF", err)
	}
	if err := b.AddWriter(bad); !errors.Is(err, syscall.EBADF) {
		t.Errorf("writer: %v, want EBADF", err)
	}
	if len(b.Readers())+len(b.Writers()) != 0 {
		t.Error("it was registered all the same")
	}
	blind := New(loop.New(struct{ port.Port }{b.host}, loop.Config{}))
	if err := blind.AddReader(b.open("a", 5)); !errors.Is(err, core.ErrUnsupported) || !errors.Is(err, port.ErrUnsupported) {
		t.Errorf("a port that watches nothing: %v, want ErrUnsupported", err)
	}
}

func TestListsAreInTheOrderOfAdding(t *testing.T) {
	b := newBench()
	var ends []*end
	for fd := range 20 {
		ends = append(ends, b.open("e", fd))
	}
	for i := 19; i >= 10; i-- {
		add(t, b.AddWriter(ends[i]))
		add(t, b.AddReader(ends[i-10]))
	}
	add(t, b.AddReader(ends[19]))
	for i, d := range b.Readers()[:10] {
		if d != ends[9-i] {
			t.Fatalf("reader %d is another", i)
		}
	}
	if len(b.Readers()) != 11 || b.Readers()[10] != ends[19] || len(b.Writers()) != 10 || b.Writers()[0] != ends[19] {
		t.Fatal("readers or writers are not those added")
	}
	all := b.RemoveAllDescriptors()
	if len(all) != 20 || all[0] != ends[19] || all[1] != ends[9] || all[2] != ends[18] {
		t.Errorf("%d removed, want the 20 objects, each once, in the order of adding", len(all))
	}
	if len(b.Readers())+len(b.Writers())+len(b.host.watched) != 0 {
		t.Error("something is left")
	}
	b.turn(t)
	b.wants(t, "nobody is told")
}

func TestShutdownTellsEveryObjectOnce(t *testing.T) {
	b := newBench()
	r, both := b.open("r", 5), b.open("both", 6)
	add(t, b.AddReader(r))
	add(t, b.AddReader(both))
	add(t, b.AddWriter(both))
	b.CallWhenRunning(func() { _ = b.Stop() })
	if err := b.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.wants(t, "as for connections: lost, not done", "r lost: connection lost", "both lost: connection lost")
}

func TestRemovalInsideACallbackOfTheSameTurn(t *testing.T) {
	b := newBench()
	first, second := b.open("first", 5), b.open("second", 6)
	add(t, b.AddReader(first))
	add(t, b.AddReader(second))
	first.file.input, second.file.input = []byte("ab"), []byte("b")
	first.reads = func() error { b.RemoveReader(second); return nil }
	b.turn(t)
	b.wants(t, "found ready, but removed: never called", `first reads "a"`)
	if b.FailureCount() != 0 {
		t.Error(b.Failures())
	}
	first.reads = func() error { add(t, b.AddReader(second)); return nil }
	b.turn(t)
	b.turn(t)
	b.wants(t, "added again, it is", `first reads "b"`, `second reads "b"`)
}

func TestWriterRemovedByTheReaderOfItsDescriptor(t *testing.T) {
	b := newBench()
	r, w := b.open("r", 5), b.open("w", 5)
	add(t, b.AddReader(r))
	add(t, b.AddWriter(w))
	r.file.input, r.file.room = []byte("x"), true
	r.reads = func() error { b.RemoveWriter(w); return nil }
	b.turn(t)
	b.wants(t, "both were ready, one was removed", `r reads "x"`)
	if b.FailureCount() != 0 {
		t.Error(b.Failures())
	}
}

func TestReadyDoesNotAllocate(t *testing.T) {
	b := newBench()
	quiet := &quiet{}
	b.host.files[5] = &file{input: []byte("x"), room: true}
	add(t, b.AddReader(quiet))
	add(t, b.AddWriter(quiet))
	turn := func() { b.turn(t) }
	turn()
	if n := testing.AllocsPerRun(100, turn); n != 0 {
		t.Errorf("a turn with a read and a write allocates %v times", n)
	}
	if !slices.Contains(b.Readers(), core.ReadDescriptor(quiet)) || quiet.reads == 0 || quiet.writes == 0 {
		t.Error("nothing was called")
	}
}

// quiet counts, and leaves what there is.
type quiet struct{ reads, writes int }

func (q *quiet) Descriptor() int      { return 5 }
func (q *quiet) ConnectionLost(error) {}
func (q *quiet) DoRead() error        { q.reads++; return nil }
func (q *quiet) DoWrite() error       { q.writes++; return nil }
