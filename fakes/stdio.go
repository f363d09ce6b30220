package fakes

import "ravel/transports/stdio"

// A standard is the stdio.System of a simulated host: standard input and output are what a spec says.
type standard struct {
	*children
	in, out int
}

var _ stdio.System = (*standard)(nil)

// none is a descriptor that no host has.
const none = -1

func newStandard(c *children) *standard { return &standard{c, none, none} }

// SetStandardIO makes two descriptors of the reactor's Host, such as the ends of its Pipe, what
// ServeStandardIO finds as standard input and output. Without it there are none, which is EBADF.
func (r *Reactor) SetStandardIO(in, out int) { r.standard.in, r.standard.out = in, out }

// Standard is documented at stdio.System.
func (s *standard) Standard() (in, out int) { return s.in, s.out }

// Unblock is documented at stdio.System. Nothing blocks on a simulated host.
func (s *standard) Unblock(int) (restore func(), err error) { return func() {}, nil }

// EndWrite is documented at stdio.System. Nobody shares a simulated socket unknown to its host.
func (s *standard) EndWrite(int) error { return nil }
