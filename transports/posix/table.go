//go:build linux

package posix

import (
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// restFor is how long what the system refused for want of memory or descriptors is put off.
const restFor = 10 * time.Millisecond

// add makes s the owner of fd, which does not block. Whoever had the number before has lost it.
func (p *Port) add(s *Sock, fd int) {
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
func (p *Port) remove(s *Sock) {
	p.unwatch(s)
	p.forget(s)
	if s.always {
		p.watchAlways(s, false)
	}
	if s.turn == p.turn && int(s.at) < len(p.batch) {
		p.batch[s.at] = port.Ready{Handler: nobody{}}
	}
}

// lose marks a Sock whose descriptor was closed behind its back. The number may be another's by now: one that
// was the Sock's own is given up, so that whatever it is asked to do is port.ErrClosed.
func (p *Port) lose(s *Sock) {
	s.gone = true
	p.unwatch(s)
	p.watchAlways(s, s.want != 0)
	if !s.borrowed && s.fd >= 0 {
		p.forget(s)
		s.fd = -1
	}
}

// forget takes s out of the table.
func (p *Port) forget(s *Sock) {
	if s.fd >= 0 && p.table[s.fd] == s {
		p.table[s.fd] = nil
	}
}

// hush has s not watched until it wants something else. A kernel tells of hang-ups whether they are asked for or
// not, and one that nobody wants would end every sleep. Nothing comes after a hang-up that could be missed.
func (p *Port) hush(s *Sock) {
	s.hushed = true
	if s.told != 0 && !s.dirty {
		p.mark(s)
	}
}

func (p *Port) unwatch(s *Sock) {
	if s.told != 0 {
		p.poller.Forget(s)
		s.told = 0
	}
}

// mark has the interest of s compared with the kernel's in the next Wait.
func (p *Port) mark(s *Sock) {
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
		if s.isLive() && !p.tell(s) {
			p.putOff(s)
		}
	}
	p.dirty = p.dirty[:0]
}

// tell has the Poller watch what s wants, and reports whether that was settled.
func (p *Port) tell(s *Sock) bool {
	if s.always || s.gone {
		p.watchAlways(s, s.want != 0)
		return true
	}
	is := s.asked(s.want)
	if is == s.told {
		return true
	}
	switch p.poller.Watch(s, is) {
	case 0:
		s.told = is
	case unix.EPERM: // a regular file: it never blocks
		p.watchAlways(s, true)
	case unix.EBADF, unix.ENOENT:
		p.lose(s)
	default: // ENOMEM, ENOSPC
		return false
	}
	return true
}

// watchAlways puts s among those that every Wait reports, or takes it out. A Sock that the Poller cannot
// watch stays marked as always, so that it comes back when it wants something again.
func (p *Port) watchAlways(s *Sock, on bool) {
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
func (p *Port) putOff(s *Sock) {
	if s.told != 0 {
		p.poller.Watch(s, 0)
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

// nobody is the Handler of a Sock that was closed after it was found ready.
type nobody struct{}

func (nobody) Ready(port.Interest) {}
