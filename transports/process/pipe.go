package process

import (
	"io"
	"strconv"
	"syscall"

	"ravel/core/port"
)

// A pipe is the parent's end of a pipe, or of a terminal, as a port.Stream over a watched descriptor. A pipe
// goes one way: in the other direction a reader finds the end of the pipe alone, and a writer the loss.
type pipe struct {
	m       *Machine
	watch   port.Watched
	handler port.Handler
	fd      int // ours
	childFD int
	reads   bool
	writes  bool
	hungUp  bool
	wanted  port.Interest
}

var _ port.Stream = (*pipe)(nil)

// openPipe makes a pipe of fd, which is given.
func (m *Machine) openPipe(w port.Watcher, fd, childFD int, reads, writes bool) (*pipe, error) {
	watch, err := w.Watch(fd)
	if err != nil {
		return nil, err
	}
	p := &pipe{m: m, watch: watch, fd: fd, childFD: childFD, reads: reads, writes: writes}
	watch.Attach((*pipeDriver)(p))
	return p, nil
}

// A pipeDriver is a pipe as the loop sees it.
type pipeDriver pipe

// Ready translates what is true of the descriptor: a hang-up makes everything true that is wanted.
func (d *pipeDriver) Ready(what port.Interest) {
	p := (*pipe)(d)
	out := what & (port.Read | port.Write) & p.wanted
	if what&port.Closed != 0 {
		p.hungUp = true
		out = p.wanted
		if p.reads {
			out &^= port.Failed
		}
	}
	if out != 0 {
		p.handler.Ready(out)
	}
}

// Attach says whom readiness is for.
func (p *pipe) Attach(h port.Handler) { p.handler = h }

// Want is documented at port.Sock.
func (p *pipe) Want(i port.Interest) {
	p.wanted = i
	if p.reads {
		i &^= port.Failed // the reading end of a pipe does not fail
	}
	var ask port.Interest
	if i != 0 {
		ask = port.Closed
	}
	if p.reads {
		ask |= i & port.Read
	}
	if p.writes {
		ask |= i & port.Write
	}
	p.watch.Want(ask)
}

// Close closes the descriptor; a pipe keeps what it was given either way.
func (p *pipe) Close(bool) {
	p.watch.Close(false)
	p.m.sys.Close(p.fd) // EIO: there is nobody left to tell
}

// LocalAddr is the child's descriptor.
func (p *pipe) LocalAddr() port.Addr { return port.Addr{Path: "fd " + strconv.Itoa(p.childFD)} }

// RemoteAddr is the child's descriptor.
func (p *pipe) RemoteAddr() port.Addr { return p.LocalAddr() }

// Connected is nil: a pipe has no error but those that reading and writing return.
func (p *pipe) Connected() error { return nil }

// Recv is documented at port.Stream.
func (p *pipe) Recv() ([]byte, error) {
	switch {
	case p.reads:
	case p.hungUp:
		return nil, syscall.EPIPE
	default:
		return nil, port.ErrWouldBlock
	}
	if p.m.buf == nil {
		p.m.buf = make([]byte, readMax)
	}
	n, err := p.m.sys.Read(p.fd, p.m.buf)
	switch {
	case err == nil && n > 0:
		return p.m.buf[:n], nil
	case err == nil:
		return nil, io.EOF
	// The master of a terminal whose other side nobody has open any more.
	case p.writes && err == syscall.EIO:
		return nil, io.EOF
	}
	return nil, err
}

// Send is documented at port.Stream.
func (p *pipe) Send(b []byte) (int, error) {
	if !p.writes {
		return 0, syscall.EPIPE
	}
	sent := 0
	for sent < len(b) {
		n, err := p.m.sys.Write(p.fd, b[sent:])
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// SendV is documented at port.Stream. A pipe to a child is not worth a vectored write.
func (p *pipe) SendV(bs [][]byte) (sent int, err error) {
	for _, b := range bs {
		n, err := p.Send(b)
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// CloseWrite is for sockets: a pipe is closed as a whole. Nobody who is given an end can ask for it.
func (p *pipe) CloseWrite() error { return syscall.ENOTSOCK }
