package pipe

import (
	"syscall"

	"ravel/core/port"
)

// A Pair is a port.Stream that reads from one pipe and writes to another. That nobody reads its output any
// more is found by who writes.
type Pair struct {
	in, out *Pipe
	ends    func() error
	ended   bool // out is closed
}

var _ port.Stream = (*Pair)(nil)

// NewPair joins in, which reads, and out, which writes. Both are given. ends, if not nil, is called by
// CloseWrite before it closes out: it sends the end where closing does not.
func NewPair(in, out *Pipe, ends func() error) *Pair { return &Pair{in: in, out: out, ends: ends} }

// Attach says whom readiness is for.
func (p *Pair) Attach(h port.Handler) {
	p.in.Attach(h)
	p.out.Attach(h)
}

// Want is documented at port.Sock.
func (p *Pair) Want(i port.Interest) {
	p.in.Want(i &^ port.Write)
	if !p.ended {
		p.out.Want(i & port.Write)
	}
}

// Close closes both, the last that was opened first: what the one changed, the other may have found changed.
func (p *Pair) Close(abort bool) {
	if !p.ended {
		p.ended = true
		p.out.Close(abort)
	}
	p.in.Close(abort)
}

// LocalAddr is both names.
func (p *Pair) LocalAddr() port.Addr {
	return port.Addr{Path: p.in.LocalAddr().Path + ", " + p.out.LocalAddr().Path}
}

// RemoteAddr is both names.
func (p *Pair) RemoteAddr() port.Addr { return p.LocalAddr() }

// Connected is nil: there is no error but those that reading and writing return.
func (p *Pair) Connected() error { return nil }

// Recv is documented at port.Stream.
func (p *Pair) Recv() ([]byte, error) { return p.in.Recv() }

// Send is documented at port.Stream.
func (p *Pair) Send(b []byte) (int, error) {
	if p.ended {
		return 0, syscall.EPIPE
	}
	return p.out.Send(b)
}

// SendV is documented at port.Stream.
func (p *Pair) SendV(bs [][]byte) (int, error) {
	if p.ended {
		return 0, syscall.EPIPE
	}
	return p.out.SendV(bs)
}

// CloseWrite closes the output.
func (p *Pair) CloseWrite() error {
	if p.ended {
		return nil
	}
	var err error
	if p.ends != nil {
		err = p.ends()
	}
	p.ended = true
	p.out.Close(false)
	return err
}
