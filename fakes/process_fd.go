package fakes

import (
	"bytes"
	"io"
	"syscall"

	"ravel/core/port"
	"ravel/transports/process"
)

// processReadMax is the most that a Process reads at once.
const processReadMax = 64 << 10

// A processFD is a descriptor of a Process.
type processFD struct {
	p       *Process
	fd      int // the host's
	watch   port.Watched
	data    func(b []byte) // nil: nothing is read
	end     func()
	out     []byte
	closing bool
}

// Ready is the loop's.
func (f *processFD) Ready(what port.Interest) {
	if f.data != nil && !f.p.blocked() && what&(port.Read|port.Closed) != 0 {
		f.read()
	}
	if len(f.out) > 0 && f.fd >= 0 {
		f.flush()
	}
}

func (f *processFD) read() {
	b := f.p.s.buffer()
	n, err := f.p.s.host.ReadDescriptor(f.fd, b)
	switch {
	case n > 0:
		data := f.data
		f.p.call("reading", func() { data(b[:n]) })
	case err == port.ErrWouldBlock:
	default: // the end, or a terminal's reset
		end := f.end
		f.data, f.end = nil, nil
		f.rewant()
		if end != nil {
			f.p.call("the end of a descriptor", end)
		}
		f.p.rest()
	}
}

// write queues b behind what waits. On a terminal a newline becomes two bytes, as its line discipline has it.
func (f *processFD) write(b []byte) {
	if f.p.terminal {
		b = bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
	}
	if len(f.out)+len(b) > processWriteMax {
		panic("fakes: a Process wrote more than anybody reads")
	}
	f.out = append(f.out, b...)
	f.flush()
}

// flush writes what can be written, and does what waited for that.
func (f *processFD) flush() {
	for len(f.out) > 0 {
		n, err := f.p.s.host.WriteDescriptor(f.fd, f.out)
		f.out = f.out[n:]
		switch {
		case err == nil:
		case err == port.ErrWouldBlock:
			f.p.rewant()
			return
		default: // EPIPE
			f.p.finish(process.Status{Signal: syscall.SIGPIPE})
			return
		}
	}
	f.out = nil
	f.p.rewant()
	switch {
	case f.p.leaving:
		f.p.leave()
	case f.closing:
		f.close()
		f.p.forget(f)
	}
}

// rewant tells the host what the process waits for.
func (f *processFD) rewant() {
	if f.fd < 0 {
		return
	}
	var i port.Interest
	if f.data != nil && !f.p.blocked() {
		i = port.Read | port.Closed
	}
	if len(f.out) > 0 {
		i |= port.Write
	}
	f.watch.Want(i)
}

func (f *processFD) close() {
	if f.fd < 0 {
		return
	}
	f.watch.Close(false)
	f.p.s.host.CloseDescriptor(f.fd) // it is open: nobody else has it
	f.fd, f.data, f.end, f.out = -1, nil, nil, nil
}

// blocked reports whether the process is inside a write that does not return.
func (p *Process) blocked() bool {
	for _, f := range p.fds {
		if f != nil && len(f.out) > 0 {
			return true
		}
	}
	return false
}

// rewant tells the host of every descriptor.
func (p *Process) rewant() {
	for _, f := range p.fds {
		if f != nil {
			f.rewant()
		}
	}
}

// forget takes a closed descriptor out of the process's table.
func (p *Process) forget(f *processFD) {
	for i, other := range p.fds {
		if other == f {
			p.fds[i] = nil
		}
	}
}

// A processWriter is a descriptor of a Process as an io.Writer.
type processWriter struct {
	p  *Process
	fd int
}

// Out is an io.Writer to fd that never fails: see Write.
func (p *Process) Out(fd int) io.Writer { return processWriter{p, fd} }

func (w processWriter) Write(b []byte) (int, error) {
	w.p.Write(w.fd, b)
	return len(b), nil
}
