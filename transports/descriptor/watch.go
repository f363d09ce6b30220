package descriptor

import (
	"fmt"

	"ravel/core"
	"ravel/core/port"
)

// A watch is one descriptor with its reader and its writer, which may be one object, two, or one missing.
type watch struct {
	set         *Set
	sock        port.Watched
	fd          int
	reader      core.ReadDescriptor
	readerAdded uint64
	writer      core.WriteDescriptor
	writerAdded uint64
}

// want tells the port what those who are left want; the last to go ends the watch.
func (w *watch) want() {
	if w.reader == nil && w.writer == nil {
		delete(w.set.watches, w.fd)
		w.sock.Close(false)
		return
	}
	i := port.Closed
	if w.reader != nil {
		i |= port.Read
	}
	if w.writer != nil {
		i |= port.Write
	}
	w.sock.Want(i)
}

// Ready calls the reader and the writer, whichever is still registered. A hang-up waits until
// everything before it has been read.
func (w *watch) Ready(what port.Interest) {
	if w.reader == nil && w.writer == nil {
		return // removed after it was found ready
	}
	if w.stale() {
		w.gone()
		return
	}
	if what&port.Closed != 0 && what&port.Read == 0 {
		w.hungUp()
		return
	}
	if d := w.reader; d != nil && what&port.Read != 0 {
		w.served(d, w.read(d))
	}
	if d := w.writer; d != nil && what&port.Write != 0 {
		w.served(d, w.write(d))
	}
}

// served ends d's registration if its call failed, or if it closed the descriptor under us.
func (w *watch) served(d core.Descriptor, err error) {
	if err != nil {
		w.set.lose(d, err)
	} else if (w.reader != nil || w.writer != nil) && w.stale() {
		w.gone()
	}
}

// hungUp is the orderly end for who reads, and a loss for who only writes.
func (w *watch) hungUp() {
	if d := w.reader; d != nil {
		w.set.lose(d, core.ErrConnectionDone)
	}
	if d := w.writer; d != nil {
		w.set.lose(d, core.ErrConnectionLost)
	}
}

// stale reports whether the number is no longer the descriptor that was registered.
func (w *watch) stale() bool {
	return w.sock.Gone() ||
		w.reader != nil && w.reader.Descriptor() != w.fd ||
		w.writer != nil && w.writer.Descriptor() != w.fd
}

func (w *watch) gone() {
	if d := w.reader; d != nil {
		w.set.lose(d, core.ErrDescriptorGone)
	}
	if d := w.writer; d != nil {
		w.set.lose(d, core.ErrDescriptorGone)
	}
}

func (w *watch) read(d core.ReadDescriptor) (err error) {
	defer w.caught("DoRead", d, &err)
	return d.DoRead()
}

func (w *watch) write(d core.WriteDescriptor) (err error) {
	defer w.caught("DoWrite", d, &err)
	return d.DoWrite()
}

func (w *watch) caught(what string, d core.Descriptor, err *error) {
	if v := recover(); v != nil {
		*err = w.set.loop.Panicked(fmt.Sprintf("%s of %T", what, d), v)
	}
}

// A loss is a ConnectionLost that waits for the end of the turn.
type loss struct {
	loop   port.Loop
	d      core.Descriptor
	reason error
}

// End tells the descriptor's owner.
func (l *loss) End() {
	defer l.caught()
	l.d.ConnectionLost(l.reason)
}

func (l *loss) caught() {
	if v := recover(); v != nil {
		l.loop.Panicked(fmt.Sprintf("ConnectionLost of %T", l.d), v)
	}
}
