package descriptor

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"syscall"
	"testing"
	"time"

	"ravel/core/loop"
	"ravel/core/port"
)

// A host is a port whose only files are what a test puts into its table. What is ready follows from the
// state of a file, as on a system, and descriptors are reported in the order of watching.
type host struct {
	now     time.Time
	files   map[int]*file
	watched []*sock
}

// A file is one end of a pipe or socket.
type file struct {
	input  []byte
	room   bool // it takes writes
	hungUp bool
}

func newHost() *host { return &host{now: time.Unix(0, 0), files: make(map[int]*file)} }

func (h *host) Watch(fd int) (port.Watched, error) {
	if h.files[fd] == nil {
		return nil, syscall.EBADF
	}
	s := &sock{host: h, fd: fd, file: h.files[fd]}
	h.watched = append(h.watched, s)
	return s, nil
}

func (h *host) Wait(ready []port.Ready, timeout time.Duration) (n int, err error) {
	for _, s := range h.watched {
		if what := s.ready(); what != 0 {
			ready[n] = port.Ready{Handler: s.handler, What: what}
			n++
		}
	}
	if n == 0 && timeout < 0 {
		return 0, port.ErrIdle
	}
	h.now = h.now.Add(max(0, timeout))
	return n, nil
}

func (h *host) Wake()          {}
func (h *host) Now() time.Time { return h.now }
func (h *host) Close() error   { return nil }

func (h *host) Dial(port.DialConfig) (port.Stream, error)           { return nil, port.ErrUnsupported }
func (h *host) Listen(port.ListenConfig) (port.Listener, error)     { return nil, port.ErrUnsupported }
func (h *host) Datagram(port.DatagramConfig) (port.Datagram, error) { return nil, port.ErrUnsupported }

// A sock watches a file of the host.
type sock struct {
	host    *host
	fd      int
	file    *file
	handler port.Handler
	wants   port.Interest
	closed  bool
}

// ready is what is wanted and true. A closed file is no longer reported, as with epoll, unless the
// system finds it only by asking, as with files that are always ready.
func (s *sock) ready() (what port.Interest) {
	if s.closed || s.wants == 0 {
		return 0
	}
	if len(s.file.input) > 0 {
		what |= port.Read
	}
	if s.file.room {
		what |= port.Write
	}
	if s.file.hungUp {
		what |= port.Closed
	}
	return what & s.wants
}

func (s *sock) Attach(h port.Handler) { s.handler = h }
func (s *sock) LocalAddr() port.Addr  { return port.Addr{} }

func (s *sock) Want(i port.Interest) {
	s.mustBeOpen()
	s.wants = i
}

func (s *sock) Gone() bool {
	s.mustBeOpen()
	return s.host.files[s.fd] == nil
}

func (s *sock) mustBeOpen() {
	if s.closed {
		panic("a closed sock was used")
	}
}

func (s *sock) Close(bool) {
	s.mustBeOpen()
	s.closed = true
	s.host.watched = slices.DeleteFunc(s.host.watched, func(o *sock) bool { return o == s })
}

// A bench is a Set on a loop on a host, and what its objects were told.
type bench struct {
	*loop.Loop
	*Set
	host *host
	seen []string
}

func newBench() *bench {
	b := &bench{host: newHost()}
	b.Loop = loop.New(b.host, loop.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	b.Set = New(b.Loop)
	return b
}

func (b *bench) note(format string, args ...any) {
	b.seen = append(b.seen, fmt.Sprintf(format, args...))
}

func (b *bench) wants(t *testing.T, why string, want ...string) {
	t.Helper()
	if !slices.Equal(b.seen, want) {
		t.Fatalf("%s:\n got %q\nwant %q", why, b.seen, want)
	}
	b.seen = nil
}

func (b *bench) turn(t *testing.T) {
	t.Helper()
	if err := b.Iterate(0); err != nil {
		t.Fatal(err)
	}
}

// An end is an object with a descriptor, which reads and writes one byte each time.
type end struct {
	bench         *bench
	name          string
	fd            int
	file          *file
	reads, writes func() error // what DoRead and DoWrite do besides
}

// open puts a file into the host's table and returns an object over it.
func (b *bench) open(name string, fd int) *end {
	f := b.host.files[fd]
	if f == nil {
		f = &file{}
		b.host.files[fd] = f
	}
	return &end{bench: b, name: name, fd: fd, file: f}
}

// close closes the descriptor behind everybody's back.
func (e *end) close() { delete(e.bench.host.files, e.fd) }

func (e *end) Descriptor() int { return e.fd }

func (e *end) ConnectionLost(reason error) { e.bench.note("%s lost: %v", e.name, reason) }

func (e *end) DoRead() error {
	e.bench.note("%s reads %q", e.name, e.file.input[:1])
	e.file.input = e.file.input[1:]
	if e.reads != nil {
		return e.reads()
	}
	return nil
}

func (e *end) DoWrite() error {
	e.bench.note("%s writes", e.name)
	if e.writes != nil {
		return e.writes()
	}
	return nil
}

func add(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
