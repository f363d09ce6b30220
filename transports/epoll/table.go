//go:build linux

package epoll

import (
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

const (
	// staleMax is how many events of former owners are taken before the epoll instance is replaced.
	// They come from a file that lives on elsewhere after its watched descriptor was closed here, and
	// nothing else can stop them.
	staleMax = 64
	// restFor is how long what the system refused for want of memory or descriptors is put off.
	restFor = 10 * time.Millisecond
)

// add makes s the owner of fd, which does not block. Whoever had the number before has lost it.
func (p *Port) add(s *sock, fd int) {
	for fd >= len(p.table) {
		p.table = append(p.table, nil)
	}
	if old := p.table[fd]; old != nil {
		p.lose(old)
	}
	p.gen++
	if p.gen == 0 {
		p.gen++
	}
	s.port, s.fd, s.gen = p, int32(fd), p.gen
	p.table[fd] = s
}

// remove forgets s, whose descriptor is about to be closed or given back.
func (p *Port) remove(s *sock) {
	if s.told != 0 && (s.shared || s.borrowed) && !s.gone {
		rawEpollCtl(p.epfd, unix.EPOLL_CTL_DEL, s.fd, nil)
	}
	s.told = 0
	if p.table[s.fd] == s {
		p.table[s.fd] = nil
	}
	if s.always {
		p.watchAlways(s, false)
	}
	if s.turn == p.turn && int(s.at) < len(p.batch) {
		p.batch[s.at] = port.Ready{Handler: nobody{}}
	}
}

// lose marks a sock whose descriptor was closed behind its back.
func (p *Port) lose(s *sock) {
	s.gone, s.told = true, 0
	p.watchAlways(s, s.want != 0)
}

// mark has the interest of s compared with the kernel's in the next Wait.
func (p *Port) mark(s *sock) {
	s.dirty = true
	p.dirty = append(p.dirty, s)
}

// flush tells the kernel what has changed. What it refuses for want of memory is put off.
func (p *Port) flush() {
	if len(p.later) > 0 && !p.isResting() {
		p.dirty = append(p.dirty, p.later...)
		clear(p.later)
		p.later = p.later[:0]
	}
	for i, s := range p.dirty {
		p.dirty[i] = nil
		s.dirty = false
		if s.fd >= 0 && !p.tell(s) {
			p.putOff(s)
		}
	}
	p.dirty = p.dirty[:0]
}

// tell has the kernel watch what s wants, and reports whether that was settled.
func (p *Port) tell(s *sock) bool {
	events := eventsOf(s.asked(s.want))
	if s.always || s.gone {
		p.watchAlways(s, s.want != 0)
		return true
	}
	if events == s.told {
		return true
	}
	op := unix.EPOLL_CTL_MOD
	switch {
	case s.told == 0:
		op = unix.EPOLL_CTL_ADD
	case events == 0:
		op = unix.EPOLL_CTL_DEL
	}
	ev := unix.EpollEvent{Events: events, Fd: s.fd, Pad: int32(s.gen)}
	switch rawEpollCtl(p.epfd, op, s.fd, &ev) {
	case 0:
		s.told = events
	case unix.EPERM: // a regular file: it never blocks
		p.watchAlways(s, true)
	case unix.EBADF, unix.ENOENT:
		p.lose(s)
	case unix.EEXIST: // the same number and file again, after its owner dup'ed it to and fro
		if rawEpollCtl(p.epfd, unix.EPOLL_CTL_MOD, s.fd, &ev) == 0 {
			s.told = events
		}
	default: // ENOMEM, ENOSPC
		return false
	}
	return true
}

// watchAlways puts s among those that every Wait reports, or takes it out. A sock that epoll cannot
// watch stays marked as always, so that it comes back when it wants something again.
func (p *Port) watchAlways(s *sock, on bool) {
	at := -1
	for i, other := range p.always {
		if other == s {
			at = i
		}
	}
	switch {
	case on && at < 0:
		p.always = append(p.always, s)
	case !on && at >= 0:
		last := len(p.always) - 1
		p.always[at], p.always[last] = p.always[last], nil
		p.always = p.always[:last]
	}
	s.always = true
}

// putOff has s not reported before restFor has passed.
func (p *Port) putOff(s *sock) {
	if s.told != 0 {
		rawEpollCtl(p.epfd, unix.EPOLL_CTL_DEL, s.fd, nil)
		s.told = 0
	}
	if !s.dirty {
		s.dirty = true
		p.later = append(p.later, s)
	}
	p.resting = p.Now().Add(restFor)
}

func (p *Port) isResting() bool {
	if p.resting.IsZero() {
		return false
	}
	if p.Now().Before(p.resting) {
		return true
	}
	p.resting = time.Time{}
	return false
}

// renew replaces the epoll instance, which leaves stale registrations behind. Failing, it tries again
// after as many stale events.
func (p *Port) renew() {
	p.stale = 0
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return
	}
	old := p.epfd
	p.epfd = epfd
	if err := p.registerWake(); err != nil {
		p.epfd = old
		unix.Close(epfd)
		return
	}
	unix.Close(old)
	for _, s := range p.table {
		if s != nil && s.told != 0 {
			s.told = 0
			if !s.dirty {
				p.mark(s)
			}
		}
	}
}

// nobody is the Handler of a sock that was closed after it was found ready.
type nobody struct{}

func (nobody) Ready(port.Interest) {}
