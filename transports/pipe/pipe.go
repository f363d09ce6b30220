package pipe

import (
	"io"
	"syscall"

	"ravel/core/port"
)

// readMax is the most that is read from a pipe at once.
const readMax = 64 << 10

// A System reads, writes and closes the descriptors below pipes, which do not block.
type System interface {
	// Read reads into p: io.EOF at the end, port.ErrWouldBlock, or an errno.
	Read(fd int, p []byte) (n int, err error)
	Write(fd int, p []byte) (n int, err error)
	Close(fd int) error
}

// A Set is what the pipes of one reactor share.
type Set struct {
	sys System
	buf []byte // what Recv lends
}

// New is a Set on sys.
func New(sys System) *Set { return &Set{sys: sys} }

// A Config says what a pipe is. The zero value is one that carries nothing.
type Config struct {
	// Name is what its addresses say.
	Name string
	// Reads and Writes say which ways it goes.
	Reads, Writes bool
	// Release, if not nil, is called before the descriptor is closed.
	Release func()
}

// A Pipe is one descriptor, of a pipe, a terminal, a file, as a port.Stream. Mostly it goes one way: in the
// other direction a reader finds the end of the pipe alone, and a writer the loss.
type Pipe struct {
	set     *Set
	c       Config
	watch   port.Watched
	handler port.Handler
	fd      int
	hungUp  bool
	wanted  port.Interest
}

var _ port.Stream = (*Pipe)(nil)

// Open makes a pipe of fd, which is given unless there is an error.
func (s *Set) Open(w port.Watcher, fd int, c Config) (*Pipe, error) {
	watch, err := w.Watch(fd)
	if err != nil {
		return nil, err
	}
	p := &Pipe{set: s, c: c, watch: watch, fd: fd}
	watch.Attach((*driver)(p))
	return p, nil
}

// A driver is a Pipe as the loop sees it.
type driver Pipe

// Ready translates what is true of the descriptor: a hang-up makes everything true that is wanted.
func (d *driver) Ready(what port.Interest) {
	p := (*Pipe)(d)
	out := what & (port.Read | port.Write) & p.wanted
	if what&port.Closed != 0 {
		p.hungUp = true
		out = p.wanted
		if p.c.Reads {
			out &^= port.Failed
		}
	}
	if out != 0 {
		p.handler.Ready(out)
	}
}

// Attach says whom readiness is for.
func (p *Pipe) Attach(h port.Handler) { p.handler = h }

// Want is documented at port.Sock.
func (p *Pipe) Want(i port.Interest) {
	p.wanted = i
	if p.c.Reads {
		i &^= port.Failed // the reading end of a pipe does not fail
	}
	var ask port.Interest
	if i != 0 {
		ask = port.Closed
	}
	if p.c.Reads {
		ask |= i & port.Read
	}
	if p.c.Writes {
		ask |= i & port.Write
	}
	p.watch.Want(ask)
}

// Close closes the descriptor; a pipe keeps what it was given either way.
func (p *Pipe) Close(bool) {
	p.Release()
	p.set.sys.Close(p.fd) // EIO: there is nobody left to tell
}

// Release is Close that leaves the descriptor open, to who has given it.
func (p *Pipe) Release() {
	p.watch.Close(false)
	if p.c.Release != nil {
		p.c.Release()
	}
}

// LocalAddr is the pipe's name.
func (p *Pipe) LocalAddr() port.Addr { return port.Addr{Path: p.c.Name} }

// RemoteAddr is the pipe's name.
func (p *Pipe) RemoteAddr() port.Addr { return p.LocalAddr() }

// Connected is nil: a pipe has no error but those that reading and writing return.
func (p *Pipe) Connected() error { return nil }

// Recv is documented at port.Stream.
func (p *Pipe) Recv() ([]byte, error) {
	switch {
	case p.c.Reads:
	case p.hungUp:
		return nil, syscall.EPIPE
	default:
		return nil, port.ErrWouldBlock
	}
	if p.set.buf == nil {
		p.set.buf = make([]byte, readMax)
	}
	n, err := p.set.sys.Read(p.fd, p.set.buf)
	switch {
	case err == nil && n > 0:
		return p.set.buf[:n], nil
	case err == nil:
		return nil, io.EOF
	// The master of a terminal whose other side nobody has open any more.
	case p.c.Writes && err == syscall.EIO:
		return nil, io.EOF
	}
	return nil, err
}

// Send is documented at port.Stream.
func (p *Pipe) Send(b []byte) (int, error) {
	if !p.c.Writes {
		return 0, syscall.EPIPE
	}
	sent := 0
	for sent < len(b) {
		n, err := p.set.sys.Write(p.fd, b[sent:])
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// SendV is documented at port.Stream. A pipe is not worth a vectored write.
func (p *Pipe) SendV(bs [][]byte) (sent int, err error) {
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
func (p *Pipe) CloseWrite() error { return syscall.ENOTSOCK }
