package pipe

import (
	"errors"
	"io"
	"slices"
	"syscall"
	"testing"

	"ravel/core/port"
)

// A descriptor is a watched descriptor that a spec makes ready.
type descriptor struct {
	wants   []port.Interest
	handler port.Handler
	closed  bool
}

func (d *descriptor) Attach(h port.Handler) { d.handler = h }
func (d *descriptor) Want(i port.Interest)  { d.wants = append(d.wants, i) }
func (d *descriptor) Close(bool)            { d.closed = true }
func (d *descriptor) LocalAddr() port.Addr  { return port.Addr{} }
func (d *descriptor) Gone() bool            { return d.closed }

// A watcher watches one.
type watcher struct{ d *descriptor }

func (w watcher) Watch(int) (port.Watched, error) { return w.d, nil }

// A ready is told what is ready.
type ready struct{ what []port.Interest }

func (r *ready) Ready(what port.Interest) { r.what = append(r.what, what) }

// A script is a System whose reads and writes are given beforehand.
type script struct {
	read   func(p []byte) (int, error)
	write  func(p []byte) (int, error)
	closed []int
}

func (s *script) Read(_ int, p []byte) (int, error)  { return s.read(p) }
func (s *script) Write(_ int, p []byte) (int, error) { return s.write(p) }
func (s *script) Close(fd int) error {
	s.closed = append(s.closed, fd)
	return nil
}

func pipeOf(t *testing.T, s *script, reads, writes bool) (*Pipe, *descriptor, *ready) {
	t.Helper()
	d, r := &descriptor{}, &ready{}
	p, err := New(s).Open(watcher{d}, 9, Config{Name: "fd 4", Reads: reads, Writes: writes})
	if err != nil {
		t.Fatal(err)
	}
	p.Attach(r)
	return p, d, r
}

func TestWhatIsAskedOfADescriptor(t *testing.T) {
	const (
		r, w, c, f = port.Read, port.Write, port.Closed, port.Failed
	)
	for _, at := range []struct {
		name          string
		reads, writes bool
		want, asked   port.Interest
	}{
		{"a reader that reads hears of the end as well", true, false, r, r | c},
		{"a paused one hears of the end alone", true, false, c, c},
		{"nobody can fail to be read", true, false, f, 0},
		{"nothing costs nothing", true, false, 0, 0},
		{"a writer that idles waits for its reader to go", false, true, r, c},
		{"one that waits for room as well", false, true, r | w, w | c},
		{"and for the failure of who pauses", false, true, f, c},
		{"a terminal is both", true, true, r | w, r | w | c},
	} {
		p, d, _ := pipeOf(t, &script{}, at.reads, at.writes)
		p.Want(at.want)
		if got := d.wants[len(d.wants)-1]; got != at.asked {
			t.Errorf("%s: asked for %b, want %b", at.name, got, at.asked)
		}
	}
}

func TestHangUpMakesEverythingTrueThatIsWanted(t *testing.T) {
	p, d, r := pipeOf(t, &script{}, false, true)
	p.Want(port.Read | port.Write)
	d.handler.Ready(port.Write)
	if _, err := p.Recv(); err != port.ErrWouldBlock {
		t.Errorf("a writer with a reader has nothing to read: got %v", err)
	}
	d.handler.Ready(port.Closed)
	if want := []port.Interest{port.Write, port.Read | port.Write}; !slices.Equal(r.what, want) {
		t.Errorf("got %b, want %b", r.what, want)
	}
	if _, err := p.Recv(); err != syscall.EPIPE {
		t.Errorf("and then the loss: got %v", err)
	}
}

func TestNobodyIsToldOfWhatIsNotWanted(t *testing.T) {
	p, d, r := pipeOf(t, &script{}, true, false)
	p.Want(port.Closed)
	d.handler.Ready(port.Read)
	p.Want(port.Failed)
	d.handler.Ready(port.Closed)
	if len(r.what) > 0 {
		t.Errorf("got %b", r.what)
	}
}

func TestRecv(t *testing.T) {
	for _, at := range []struct {
		name   string
		writes bool
		n      int
		err    error
		want   error
	}{
		{"bytes", false, 3, nil, nil},
		{"the end", false, 0, io.EOF, io.EOF},
		{"the end as read(2) has it", false, 0, nil, io.EOF},
		{"nothing yet", false, 0, port.ErrWouldBlock, port.ErrWouldBlock},
		{"a failure", false, 0, syscall.EIO, syscall.EIO},
		{"a terminal that nobody has open any more", true, 0, syscall.EIO, io.EOF},
	} {
		p, _, _ := pipeOf(t, &script{read: func([]byte) (int, error) { return at.n, at.err }}, true, at.writes)
		lent, err := p.Recv()
		if err != at.want || len(lent) != at.n {
			t.Errorf("%s: got %d bytes, %v, want %v", at.name, len(lent), err, at.want)
		}
	}
}

func TestSendGoesOnUntilSomethingStopsIt(t *testing.T) {
	taken, room := "", 7
	s := &script{write: func(p []byte) (int, error) {
		n := min(len(p), 2, room)
		taken, room = taken+string(p[:n]), room-n
		if n == 0 {
			return 0, port.ErrWouldBlock
		}
		return n, nil
	}}
	p, _, _ := pipeOf(t, s, false, true)
	if n, err := p.SendV([][]byte{[]byte("abc"), nil, []byte("defghi")}); n != 7 || err != port.ErrWouldBlock {
		t.Errorf("got %d, %v, want what there was room for", n, err)
	}
	if taken != "abcdefg" {
		t.Errorf("got %q", taken)
	}
	reader, _, _ := pipeOf(t, s, true, false)
	if _, err := reader.Send([]byte("x")); err != syscall.EPIPE {
		t.Errorf("nothing is sent to who does not read: got %v", err)
	}
}

func TestCloseClosesTheDescriptorOnce(t *testing.T) {
	s := &script{}
	p, d, _ := pipeOf(t, s, true, false)
	if p.Connected() != nil || p.LocalAddr() != (port.Addr{Path: "fd 4"}) || p.RemoteAddr() != p.LocalAddr() {
		t.Errorf("a pipe goes by its name: got %v", p.LocalAddr())
	}
	if err := p.CloseWrite(); !errors.Is(err, syscall.ENOTSOCK) {
		t.Errorf("half of it cannot be closed: got %v", err)
	}
	p.Close(true)
	if !d.closed || !slices.Equal(s.closed, []int{9}) {
		t.Errorf("got %v, %v", d.closed, s.closed)
	}
}
