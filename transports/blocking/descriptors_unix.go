//go:build darwin || freebsd || linux

package blocking

import (
	"errors"
	"io"
	"net"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// passMax is how many descriptors travel with one message: SCM_MAX_FD of unix(7), and less elsewhere.
const passMax = 253

// rights are the descriptors of a Stream over a UNIX socket. At most three messages' of them are held: with what
// was lent, with what was read ahead, and with what waits for that to be taken.
type rights struct {
	accepts bool
	ahead   []int      // came with the first byte that was read ahead
	came    []int      // came with the last Recv
	taken   *sync.Cond // what was read ahead was taken
	out     []int      // duplicates, to go with the first byte that waits for the writer
	alone   bool       // something waits to be sent behind which descriptors want to go
	control []byte     // of the reader
}

// A passing is a Stream over a UNIX socket, which passes descriptors.
type passing struct{ *Stream }

var _ port.DescriptorPasser = passing{}

// Passer is s as a port.DescriptorPasser if it passes descriptors, else s.
func Passer(s *Stream) port.Stream {
	if s.rights == nil {
		return s
	}
	return passing{s}
}

func newRights(l sync.Locker) *rights {
	return &rights{taken: sync.NewCond(l), control: make([]byte, unix.CmsgSpace(4*passMax))}
}

// AcceptDescriptors says whether Recv takes descriptors; until then those that arrive are closed. It takes the lock.
func (p passing) AcceptDescriptors(on bool) {
	p.set.mu.Lock()
	defer p.set.mu.Unlock()
	p.rights.accepts = on
	if !on {
		p.rights.came = dropped(p.rights.came)
	}
}

// Descriptors returns those that came with the last Recv. They are given; what nobody takes before the
// next Recv is closed. It takes the lock.
func (p passing) Descriptors() []int {
	p.set.mu.Lock()
	defer p.set.mu.Unlock()
	came := p.rights.came
	p.rights.came = nil
	return came
}

// SendDescriptors is Send with descriptors attached to the first byte: EINVAL without a byte,
// ETOOMANYREFS for more than passMax. It takes the lock.
func (p passing) SendDescriptors(b []byte, fds []int) (int, error) {
	if len(fds) == 0 {
		return p.Send(b)
	}
	p.set.mu.Lock()
	defer p.set.mu.Unlock()
	s := p.Stream
	if err := s.usable(); err != nil {
		return 0, err
	}
	switch {
	case s.outErr != nil:
		return 0, s.outErr
	case len(b) == 0:
		return 0, syscall.EINVAL
	case len(fds) > passMax:
		return 0, syscall.ETOOMANYREFS
	case len(s.out)+s.writing > 0:
		s.rights.alone = true
		s.refresh()
		return 0, port.ErrWouldBlock
	}
	s.rights.alone = false
	n, err := s.sendRights(b, fds)
	if err == syscall.EAGAIN {
		n, err = 1, s.leaveRights(b[:1], fds)
	}
	switch {
	case err != nil:
		return 0, Fault(err)
	case n < len(b):
		return n, port.ErrWouldBlock
	}
	return n, nil
}

// sendRights offers b to the system, without waiting.
func (s *Stream) sendRights(b []byte, fds []int) (n int, err error) {
	rawErr := s.sys.Write(func(fd uintptr) bool {
		for {
			if n, err = unix.SendmsgN(int(fd), b, unix.UnixRights(fds...), nil, 0); err != syscall.EINTR {
				return true
			}
		}
	})
	if rawErr != nil {
		return 0, rawErr
	}
	return n, err
}

// leaveRights leaves one byte and duplicates of fds to the writer.
func (s *Stream) leaveRights(one []byte, fds []int) error {
	for _, fd := range fds {
		dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			s.rights.out = dropped(s.rights.out)
			return err
		}
		s.rights.out = append(s.rights.out, dup)
	}
	s.out = append(s.out, one...)
	s.refresh()
	s.wakeWriter()
	return nil
}

// writeRights writes what waits, the descriptors with the first byte. It is called without the lock.
func (s *Stream) writeRights(b []byte, fds []int) error {
	n, _, err := s.conn.(*net.UnixConn).WriteMsgUnix(b, unix.UnixRights(fds...), nil)
	dropped(fds)
	if err == nil && n < len(b) {
		_, err = s.conn.Write(b[n:])
	}
	return err
}

// receive is a Read that takes descriptors as well. When the system could not give this process all that came
// with a message, its bytes come and then EMFILE: a protocol that pairs the two would otherwise pair wrongly from
// there on. It is called without the lock.
func (s *Stream) receive(buf []byte) (n int, fds []int, err error) {
	if s.rights == nil {
		n, err = s.conn.Read(buf)
		return n, nil, err
	}
	n, m, flags, _, err := s.conn.(*net.UnixConn).ReadMsgUnix(buf, s.rights.control)
	if errors.Is(err, io.EOF) {
		err = io.EOF // which net wraps here, and not in Read
	}
	if flags&unix.MSG_CTRUNC != 0 {
		err = syscall.EMFILE
	}
	messages, _ := unix.ParseSocketControlMessage(s.rights.control[:m])
	for i := range messages {
		came, _ := unix.ParseUnixRights(&messages[i])
		fds = append(fds, came...)
	}
	return n, fds, err
}

// arrived has the bytes that fds came with be the first that are read ahead, and waits until those before are
// taken. It is called with the lock held, which it lets go of meanwhile.
func (s *Stream) arrived(fds []int) {
	if len(fds) == 0 {
		return
	}
	s.refresh()
	for len(s.in) > 0 && !s.closed {
		s.rights.taken.Wait()
	}
	if s.closed {
		dropped(fds)
		return
	}
	s.rights.ahead = fds
}

// lend makes the descriptors of what was read ahead those of the last Recv. It is called with the lock held.
func (r *rights) lend() {
	if r == nil {
		return
	}
	dropped(r.came)
	r.came, r.ahead = r.ahead, nil
	if !r.accepts {
		r.came = dropped(r.came)
	}
	r.taken.Signal()
}

// drop closes what nobody has taken. What waits for the writer still goes. It is called with the lock held.
func (r *rights) drop() {
	if r == nil {
		return
	}
	r.came, r.ahead = dropped(r.came), dropped(r.ahead)
	r.taken.Signal()
}

// leaving takes the descriptors that go with what waits. It is called with the lock held.
func (r *rights) leaving() (fds []int) {
	if r != nil {
		fds, r.out = r.out, nil
	}
	return fds
}

// full reports whether nothing more may be offered before what waits is sent. It is called with the lock held.
func (r *rights) full() bool { return r != nil && r.alone }

func dropped(fds []int) []int {
	for _, fd := range fds {
		unix.Close(fd)
	}
	return nil
}
