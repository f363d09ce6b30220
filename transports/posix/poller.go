//go:build linux

package posix

import (
	"syscall"
	"time"

	"ravel/core/port"
)

// A Poller is one way of asking a UNIX kernel which descriptors are ready: epoll, poll, … It is all that a
// backend defines; sockets, and the turn around Wait, are the [Port]'s.
//
// What a Poller must define:
//
//	Open    the start: it learns its Port, and the bell that ends a sleep
//	Watch   what the kernel is to watch a descriptor for
//	Forget  a descriptor goes
//	Wait    ask the kernel, and call Port.Found for each Sock that it names
//	Owns    which descriptors are the Poller's own
//	Close   the end
//
// Readiness is by level, and Wait is never shorter than its timeout. All methods belong to the goroutine of
// the Port.
type Poller interface {
	// Open is called once, before anything else. bell is readable from a Wake until [Port.Quiet]; a Poller that
	// tells edges need not call that. The Poller watches it for as long as it is open.
	Open(p *Port, bell int) error
	// Watch has the kernel watch s for is, which is not s.Told(): what the kernel watches it for until now. 0 is
	// not to be watched at all, also not for hang-ups.
	//
	// EPERM: this kind of file cannot be watched because it never blocks. EBADF and ENOENT: the descriptor was
	// closed behind the Port's back. Any other error: memory is short; the Port tries again later.
	Watch(s *Sock, is port.Interest) syscall.Errno
	// Forget ends the watching of s, for which s.Told() is not 0, because its descriptor is about to be closed,
	// or was closed behind the Port's back: then s.IsGone(), and the number may be another's already.
	Forget(s *Sock)
	// Wait asks for up to limit descriptors, and reports each by Port.Found. It returns how many the kernel named,
	// with those that nobody asks for any more. 0 does not wait, and must be a raw system call; a negative
	// timeout is for ever. EINTR is no error.
	Wait(limit int, timeout time.Duration) (int, syscall.Errno)
	// Owns reports whether fd is the Poller's own.
	Owns(fd int) bool
	Close() error
}

// Owner is the Sock of that descriptor and generation; nil if it is gone.
func (p *Port) Owner(fd int32, gen uint32) *Sock {
	if uint(fd) >= uint(len(p.table)) {
		return nil
	}
	s := p.table[fd]
	if s == nil || s.gen != gen {
		return nil
	}
	return s
}

// Found reports s as ready for what is true of it, in the batch of the present Wait. What s does not want is
// left out, and what has no place is found again by the next Wait.
func (p *Port) Found(s *Sock, what port.Interest) {
	if what &= s.want; what == 0 {
		p.hush(s)
		return
	}
	n := len(p.batch)
	if s.handler == nil || n == cap(p.batch) {
		return
	}
	p.batch = p.batch[:n+1]
	p.batch[n] = port.Ready{Handler: s.handler, What: what}
	s.turn, s.at = p.turn, int32(n)
}

// Rewatch has the Poller told anew of all that is watched. What it knew is lost: it begins afresh.
func (p *Port) Rewatch() {
	for _, s := range p.table {
		if s != nil && s.told != 0 {
			s.told = 0
			if !s.dirty {
				p.mark(s)
			}
		}
	}
}

// Lost says that the descriptor of s was closed behind its back.
func (p *Port) Lost(s *Sock) { p.lose(s) }

// Quiet takes the bell's ringing away, so that it is not readable any more.
func (p *Port) Quiet() { p.bell.quiet() }
