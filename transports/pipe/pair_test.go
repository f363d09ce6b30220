package pipe

import (
	"errors"
	"io"
	"slices"
	"syscall"
	"testing"

	"ravel/core/port"
)

// pairOf is a pair of descriptors 3 and 4. What it does is noted in the order of doing.
func pairOf(t *testing.T, s *script, ends error) (p *Pair, in, out *descriptor, heard *ready, did *[]string) {
	t.Helper()
	in, out, heard, did = &descriptor{}, &descriptor{}, &ready{}, &[]string{}
	note := func(what string) func() { return func() { *did = append(*did, what) } }
	set := New(s)
	r, err := set.Open(watcher{in}, 3, Config{Name: "0", Reads: true, Release: note("release in")})
	if err != nil {
		t.Fatal(err)
	}
	w, err := set.Open(watcher{out}, 4, Config{Name: "1", Writes: true, Release: note("release out")})
	if err != nil {
		t.Fatal(err)
	}
	p = NewPair(r, w, func() error {
		note("end")()
		return ends
	})
	p.Attach(heard)
	return p, in, out, heard, did
}

func TestEachEndOfAPairIsAskedForItsOwn(t *testing.T) {
	p, in, out, heard, _ := pairOf(t, &script{}, nil)
	p.Want(port.Read)
	if got := in.wants[0]; got != port.Read|port.Closed {
		t.Errorf("the input is asked for %b", got)
	}
	if got := out.wants[0]; got != 0 {
		t.Errorf("an output that nothing waits for costs nothing: asked for %b", got)
	}
	p.Want(port.Read | port.Write)
	in.handler.Ready(port.Read)
	out.handler.Ready(port.Write)
	out.handler.Ready(port.Closed)
	if want := []port.Interest{port.Read, port.Write, port.Write}; !slices.Equal(heard.what, want) {
		t.Errorf("heard %b, want %b: the loss of the output is for who writes", heard.what, want)
	}
}

func TestCloseWriteOfAPairLeavesItsInput(t *testing.T) {
	s := &script{
		read:  func(p []byte) (int, error) { return copy(p, "x"), nil },
		write: func(p []byte) (int, error) { return len(p), nil },
	}
	p, in, out, _, did := pairOf(t, s, nil)
	if n, err := p.SendV([][]byte{[]byte("ab"), []byte("c")}); n != 3 || err != nil {
		t.Errorf("sent %d, %v", n, err)
	}
	if err := p.CloseWrite(); err != nil || p.CloseWrite() != nil {
		t.Errorf("got %v", err)
	}
	if in.closed || !out.closed || !slices.Equal(s.closed, []int{4}) {
		t.Errorf("closed %v, want the output alone", s.closed)
	}
	if _, err := p.Send([]byte("x")); err != syscall.EPIPE {
		t.Errorf("sending after the end: %v", err)
	}
	p.Want(port.Read | port.Write)
	if lent, err := p.Recv(); string(lent) != "x" || err != nil {
		t.Errorf("received %q, %v", lent, err)
	}
	s.read = func([]byte) (int, error) { return 0, nil }
	if _, err := p.Recv(); err != io.EOF {
		t.Errorf("got %v at the end", err)
	}
	p.Close(true)
	if want := []string{"end", "release out", "release in"}; !slices.Equal(*did, want) || !slices.Equal(s.closed, []int{4, 3}) {
		t.Errorf("did %q and closed %v: each once, the last opened first", *did, s.closed)
	}
}

func TestEndThatFailsIsTold(t *testing.T) {
	failure := errors.New("no")
	p, _, out, _, _ := pairOf(t, &script{}, failure)
	if err := p.CloseWrite(); err != failure || !out.closed {
		t.Errorf("got %v, closed %v", err, out.closed)
	}
}
