//go:build !(darwin || freebsd || linux)

package blocking

import (
	"sync"

	"ravel/core/port"
)

// rights are the descriptors of a UNIX socket: here none are passed.
type rights struct{}

func newRights(sync.Locker) *rights { return nil }

// Passer is s, which passes no descriptors here.
func Passer(s *Stream) port.Stream { return s }

func (s *Stream) receive(buf []byte) (n int, fds []int, err error) {
	n, err = s.conn.Read(buf)
	return n, nil, err
}

func (s *Stream) arrived([]int)                   {}
func (s *Stream) writeRights([]byte, []int) error { return nil }

func (*rights) lend()          {}
func (*rights) drop()          {}
func (*rights) leaving() []int { return nil }
func (*rights) full() bool     { return false }

func dropped([]int) []int { return nil }
