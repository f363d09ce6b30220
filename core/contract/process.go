package contract

import (
	"bytes"
	"errors"

	"ravel/core"
)

// childFDMax is one more than the highest number of a descriptor that is looked at.
const childFDMax = 1 << 10

// WatchProcess is p with a monitor around it and around the ProcessTransport that it will be handed. It serves one
// process. report is as for Watch. The transports of single descriptors are not watched, and Finish does not take
// it: a process may outlive its reactor.
//
// The result has Unwrap() core.ProcessProtocol.
func WatchProcess(p core.ProcessProtocol, report func(Violation)) core.ProcessProtocol {
	return &processProtocol{monitor: newMonitor(p, report), p: p, state: Unspawned}
}

// A processProtocol is what the ProcessTransport sees of a watched process.
type processProtocol struct {
	monitor
	p         core.ProcessProtocol
	t         core.ProcessTransport // nil before ConnectionMade
	state     State
	callbacks int
	calls     int
	// connected are the transports of descriptors that are, which a terminal's share.
	connected map[core.Transport]bool
	byFD      map[int]core.Transport
	reason    error // of the exit
}

// Unwrap is the ProcessProtocol that is watched.
func (w *processProtocol) Unwrap() core.ProcessProtocol { return w.p }

func (w *processProtocol) enter(e Event) {
	switch {
	case w.calls > 0:
		w.broken("P-027", "%v inside a call", e)
	case w.callbacks > 0:
		w.broken("P-028", "%v inside a callback", e)
	}
	w.callbacks++
	w.move(e, &w.state)
}

func (w *processProtocol) leave()    { w.callbacks-- }
func (w *processProtocol) returned() { w.calls-- }

// ConnectionMade implements core.ProcessProtocol.
func (w *processProtocol) ConnectionMade(t core.ProcessTransport) {
	w.enter(ProcessMade)
	defer w.leave()
	if t == nil {
		w.broken("P-021", "nil")
		w.p.ConnectionMade(nil)
		return
	}
	if w.t == nil {
		w.t = t
		w.connected, w.byFD = make(map[core.Transport]bool), make(map[int]core.Transport)
		for fd := range childFDMax {
			if c := t.Child(fd); c != nil {
				w.connected[c], w.byFD[fd] = true, c
			}
		}
	}
	w.p.ConnectionMade(&processTransport{w})
}

// ChildDataReceived implements core.ProcessProtocol.
func (w *processProtocol) ChildDataReceived(fd int, lent []byte) {
	w.enter(ChildDataReceived)
	defer w.leave()
	if (w.state == Alive || w.state == Exited) && (len(lent) == 0 || !w.connected[w.byFD[fd]]) {
		w.broken("P-022", "%d bytes of %d", len(lent), fd)
	}
	again := append(make([]byte, 0, len(lent)), lent...)
	defer spoil(again)
	w.p.ChildDataReceived(fd, again)
}

// ChildConnectionLost implements core.ProcessProtocol.
func (w *processProtocol) ChildConnectionLost(fd int) {
	w.enter(ChildConnectionLost)
	defer w.leave()
	if (w.state == Alive || w.state == Exited) && !w.connected[w.byFD[fd]] {
		w.broken("P-023", "that of %d", fd)
	}
	delete(w.connected, w.byFD[fd])
	w.p.ChildConnectionLost(fd)
}

// ProcessExited implements core.ProcessProtocol.
func (w *processProtocol) ProcessExited(reason error) {
	w.enter(ProcessExited)
	defer w.leave()
	if errors.Is(reason, core.ErrProcessDone) == errors.Is(reason, core.ErrProcessTerminated) {
		w.broken("P-025", "%v", reason)
	}
	w.reason = reason
	w.p.ProcessExited(reason)
}

// ProcessEnded implements core.ProcessProtocol.
func (w *processProtocol) ProcessEnded(reason error) {
	exited := w.state == Exited
	w.enter(ProcessEnded)
	defer w.leave()
	if exited && len(w.connected) > 0 {
		w.broken("P-024", "%d that are connected", len(w.connected))
	}
	if exited && reason != w.reason {
		w.broken("P-026", "%v after %v", reason, w.reason)
	}
	w.p.ProcessEnded(reason)
}

// A processTransport is what the ProcessProtocol sees of a watched process.
type processTransport struct{ *processProtocol }

var _ core.ProcessTransport = (*processTransport)(nil)

// Unwrap is the ProcessTransport that is watched.
func (t *processTransport) Unwrap() core.ProcessTransport { return t.t }

// PID implements core.ProcessTransport.
func (t *processTransport) PID() int { return t.t.PID() }

// Child implements core.ProcessTransport.
func (t *processTransport) Child(fd int) core.Transport { return t.t.Child(fd) }

// WriteToChild implements core.ProcessTransport.
func (t *processTransport) WriteToChild(fd int, p []byte) (int, error) {
	return t.write(p, func(b []byte) (int, error) { return t.t.WriteToChild(fd, b) })
}

// Write implements core.ProcessTransport.
func (t *processTransport) Write(p []byte) (int, error) { return t.write(p, t.t.Write) }

func (t *processTransport) write(p []byte, to func(b []byte) (int, error)) (int, error) {
	t.calls++
	defer t.returned()
	borrowed := append(make([]byte, 0, len(p)), p...)
	defer spoil(borrowed)
	n, err := to(borrowed)
	if !bytes.Equal(borrowed, p) || (n == len(p)) != (err == nil) && len(p) > 0 {
		t.broken("P-029", "%d, %v for %d bytes", n, err, len(p))
	}
	return n, err
}

// CloseChild implements core.ProcessTransport.
func (t *processTransport) CloseChild(fd int) {
	t.calls++
	defer t.returned()
	t.t.CloseChild(fd)
}

// LoseConnection implements core.ProcessTransport.
func (t *processTransport) LoseConnection() {
	t.calls++
	defer t.returned()
	t.t.LoseConnection()
}

// SignalProcess implements core.ProcessTransport.
func (t *processTransport) SignalProcess(signal string) error {
	t.calls++
	defer t.returned()
	late := t.state == Exited || t.state == Ended
	err := t.t.SignalProcess(signal)
	if late && !errors.Is(err, core.ErrProcessExited) && !errors.Is(err, core.ErrUnknownSignal) {
		t.broken("P-030", "%v", err)
	}
	return err
}
