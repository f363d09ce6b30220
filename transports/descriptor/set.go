package descriptor

import (
	"cmp"
	"maps"
	"slices"

	"ravel/core"
	"ravel/core/port"
)

// A Loop is what a Set asks of the loop that drives it.
type Loop interface {
	core.Clock
	port.Loop
}

// A Set is the descriptors that one reactor watches: its core.Descriptors. Objects are told apart by ==,
// so their types must be comparable; pointers are. Its methods belong to the loop's goroutine.
type Set struct {
	loop    Loop
	watches map[int]*watch // by descriptor
	readers map[core.ReadDescriptor]*watch
	writers map[core.WriteDescriptor]*watch
	adds    uint64
}

var _ core.Descriptors = (*Set)(nil)

// New is an empty Set on l. In a shutdown of l everything that is registered is told
// core.ErrConnectionLost, in the order of adding. When l is closed the watching ends, and nobody is told.
func New(l Loop) *Set {
	s := &Set{
		loop:    l,
		watches: make(map[int]*watch),
		readers: make(map[core.ReadDescriptor]*watch),
		writers: make(map[core.WriteDescriptor]*watch),
	}
	l.OnDisconnect(s.disconnectAll)
	l.OnClose(func() { s.RemoveAllDescriptors() })
	return s
}

// AddReader has d.DoRead called each turn while d can be read. Adding it twice is adding it once. The
// error is an *Error: the descriptor cannot be watched, or another reader has it.
func (s *Set) AddReader(d core.ReadDescriptor) error {
	if s.readers[d] != nil {
		return nil
	}
	w, err := s.watch(d.Descriptor())
	if err == nil && w.reader != nil {
		err = errReserved
	}
	if err != nil {
		return &Error{Op: "read", FD: d.Descriptor(), Err: err}
	}
	s.adds++
	w.reader, w.readerAdded = d, s.adds
	s.readers[d] = w
	w.want()
	return nil
}

// AddWriter has d.DoWrite called each turn while d can be written; otherwise it is as AddReader.
func (s *Set) AddWriter(d core.WriteDescriptor) error {
	if s.writers[d] != nil {
		return nil
	}
	w, err := s.watch(d.Descriptor())
	if err == nil && w.writer != nil {
		err = errReserved
	}
	if err != nil {
		return &Error{Op: "write", FD: d.Descriptor(), Err: err}
	}
	s.adds++
	w.writer, w.writerAdded = d, s.adds
	s.writers[d] = w
	w.want()
	return nil
}

// RemoveReader ends d's registration as a reader, if it has one. d is not told.
func (s *Set) RemoveReader(d core.ReadDescriptor) {
	if w := s.readers[d]; w != nil {
		delete(s.readers, d)
		w.reader = nil
		w.want()
	}
}

// RemoveWriter ends d's registration as a writer, if it has one. d is not told.
func (s *Set) RemoveWriter(d core.WriteDescriptor) {
	if w := s.writers[d]; w != nil {
		delete(s.writers, d)
		w.writer = nil
		w.want()
	}
}

// Readers lists the registered readers in the order of adding.
func (s *Set) Readers() []core.ReadDescriptor {
	return slices.SortedFunc(maps.Keys(s.readers), func(a, b core.ReadDescriptor) int {
		return cmp.Compare(s.readers[a].readerAdded, s.readers[b].readerAdded)
	})
}

// Writers lists the registered writers in the order of adding.
func (s *Set) Writers() []core.WriteDescriptor {
	return slices.SortedFunc(maps.Keys(s.writers), func(a, b core.WriteDescriptor) int {
		return cmp.Compare(s.writers[a].writerAdded, s.writers[b].writerAdded)
	})
}

// RemoveAllDescriptors ends every registration and returns whose they were, each object once, in the
// order of adding. Nobody is told.
func (s *Set) RemoveAllDescriptors() []core.Descriptor {
	type registration struct {
		d     core.Descriptor
		added uint64
	}
	var all []registration
	for d, w := range s.readers {
		all = append(all, registration{d, w.readerAdded})
	}
	for d, w := range s.writers {
		all = append(all, registration{d, w.writerAdded})
	}
	slices.SortFunc(all, func(a, b registration) int { return cmp.Compare(a.added, b.added) })
	seen := make(map[core.Descriptor]bool, len(all))
	var ds []core.Descriptor
	for _, r := range all {
		if !seen[r.d] {
			seen[r.d] = true
			ds = append(ds, r.d)
		}
	}
	for _, d := range ds {
		s.remove(d)
	}
	return ds
}

// remove ends both registrations that d may have, and reports whether it had one.
func (s *Set) remove(d core.Descriptor) bool {
	r, _ := d.(core.ReadDescriptor)
	w, _ := d.(core.WriteDescriptor)
	had := r != nil && s.readers[r] != nil || w != nil && s.writers[w] != nil
	if r != nil {
		s.RemoveReader(r)
	}
	if w != nil {
		s.RemoveWriter(w)
	}
	return had
}

// lose ends both registrations that d may have and has it told why.
func (s *Set) lose(d core.Descriptor, reason error) {
	if s.remove(d) {
		s.loop.End(&loss{s.loop, d, reason})
	}
}

func (s *Set) disconnectAll() {
	for _, d := range s.RemoveAllDescriptors() {
		s.loop.End(&loss{s.loop, d, core.ErrConnectionLost})
	}
}

// watch is the watch on fd. One whose descriptor has been closed meanwhile is ended first: the number
// may belong to another file by now.
func (s *Set) watch(fd int) (*watch, error) {
	if w := s.watches[fd]; w != nil {
		if !w.stale() {
			return w, nil
		}
		w.gone()
	}
	watcher, ok := s.loop.Port().(port.Watcher)
	if !ok {
		return nil, port.ErrUnsupported
	}
	sock, err := watcher.Watch(fd)
	if err != nil {
		return nil, err
	}
	w := &watch{set: s, fd: fd, sock: sock}
	sock.Attach(w)
	s.watches[fd] = w
	return w, nil
}
