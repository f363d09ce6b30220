package kernel

import (
	"io"
	"syscall"

	"ravel/core/port"
)

// A pipe is what both ends share.
type pipe struct {
	data        buffer
	read, write pipeEnd
	noReader    bool
	noWriter    bool
	blocked     bool
}

// A pipeEnd is one end of a pipe.
type pipeEnd struct {
	file
	pipe   *pipe
	writes bool
}

// Pipe opens a pipe and returns the descriptors of its ends.
func (h *Host) Pipe() (r, w int, err error) {
	if h.open+2 > h.c.Descriptors {
		return -1, -1, wrap("pipe", syscall.EMFILE)
	}
	p := &pipe{}
	p.read.pipe, p.write.pipe = p, p
	p.write.writes = true
	return h.install(&p.read, nil), h.install(&p.write, nil), nil
}

// SocketPair opens two connected UNIX stream sockets.
func (h *Host) SocketPair() (a, b int, err error) {
	if h.open+2 > h.c.Descriptors {
		return -1, -1, wrap("socketpair", syscall.EMFILE)
	}
	x, y := unixPair(h, h, "", "")
	return h.install(x, nil), h.install(y, nil), nil
}

// PlainFile opens a file that never blocks and reads as empty.
func (h *Host) PlainFile() (fd int, err error) {
	if e := h.room(); e != 0 {
		return -1, wrap("open", e)
	}
	return h.install(&plain{}, nil), nil
}

// poll has Closed for a hang-up: the other end is gone.
func (e *pipeEnd) poll() port.Interest {
	var is port.Interest
	if e.writes {
		if !e.pipe.blocked {
			is |= port.Write
		}
		if e.pipe.noReader {
			is |= port.Write | port.Closed
		}
		return is
	}
	if e.pipe.data.len() > 0 {
		is |= port.Read
	}
	if e.pipe.noWriter {
		is |= port.Closed
	}
	return is
}

func (e *pipeEnd) release(bool) {
	if e.writes {
		e.pipe.noWriter = true
		e.pipe.read.changed()
	} else {
		e.pipe.noReader = true
		e.pipe.write.changed()
	}
}

func (e *pipeEnd) describe() string {
	if e.writes {
		return "writing end of a pipe"
	}
	return "reading end of a pipe"
}

// A plain is a file that never blocks.
type plain struct{ file }

func (*plain) poll() port.Interest { return port.Read | port.Write }
func (*plain) release(bool)        {}
func (*plain) describe() string    { return "file" }

// ReadDescriptor is read(2) on a pipe, a UNIX or TCP stream or a plain file: 0 and no error is the end.
func (h *Host) ReadDescriptor(fd int, p []byte) (int, error) {
	n, err := h.readDescriptor(fd, p)
	if err == io.EOF {
		return 0, nil
	}
	return n, err
}

func (h *Host) readDescriptor(fd int, p []byte) (int, error) {
	f := h.lookup(fd)
	if f == nil {
		return 0, syscall.EBADF
	}
	switch n := f.self.(type) {
	case *pipeEnd:
		return n.readInto(p)
	case *plain:
		return 0, io.EOF
	case *unixStream:
		lent, files, err := n.recv(h)
		for _, f := range files {
			f.unref()
		}
		return copy(p, lent), err
	case *tcp:
		lent, err := n.recv(h)
		return copy(p, lent), err
	}
	return 0, syscall.EINVAL
}

func (e *pipeEnd) readInto(p []byte) (int, error) {
	d := &e.pipe.data
	switch {
	case e.writes:
		return 0, syscall.EBADF
	case d.len() > 0:
	case e.pipe.noWriter:
		return 0, io.EOF
	default:
		return 0, port.ErrWouldBlock
	}
	n := copy(p, d.peek())
	d.drop(n)
	if e.pipe.blocked {
		e.pipe.blocked = false
		e.pipe.write.changed()
	}
	return n, nil
}

// WriteDescriptor is write(2) on a pipe, a UNIX or TCP stream or a plain file.
func (h *Host) WriteDescriptor(fd int, p []byte) (int, error) {
	f := h.lookup(fd)
	if f == nil {
		return 0, syscall.EBADF
	}
	n := len(p)
	switch e := f.self.(type) {
	case *plain:
	case *pipeEnd:
		return e.writeFrom(p)
	case *unixStream:
		if err := e.sendError(); err != nil {
			return 0, err
		}
		n = e.write(p, nil)
	case *tcp:
		if err := e.sendError(); err != nil {
			return 0, err
		}
		n, _ = e.write(p)
	default:
		return 0, syscall.EINVAL
	}
	if n < len(p) {
		return n, port.ErrWouldBlock
	}
	return n, nil
}

func (e *pipeEnd) writeFrom(p []byte) (int, error) {
	switch {
	case !e.writes:
		return 0, syscall.EBADF
	case e.pipe.noReader:
		return 0, syscall.EPIPE
	}
	n := min(len(p), PipeBuffer-e.pipe.data.len())
	e.pipe.data.write(p[:n])
	if n > 0 {
		e.pipe.read.changed()
	}
	if n < len(p) {
		e.pipe.blocked = true
		return n, port.ErrWouldBlock
	}
	return n, nil
}
