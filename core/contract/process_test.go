package contract

import (
	"testing"

	"ravel/core"
)

// A child is a ProcessProtocol that does nothing unless told to.
type child struct {
	t      core.ProcessTransport
	onData func()
	kept   []byte
}

func (c *child) ConnectionMade(t core.ProcessTransport) { c.t = t }
func (c *child) ChildDataReceived(fd int, lent []byte) {
	c.kept = lent
	if f := c.onData; f != nil {
		f()
	}
}
func (c *child) ChildConnectionLost(int) {}
func (c *child) ProcessExited(error)     {}
func (c *child) ProcessEnded(error)      {}

// A proc is a ProcessTransport with descriptor 1, which is right unless told otherwise.
type proc struct {
	out    core.Transport
	inside func() // LoseConnection
	write  func(p []byte) (int, error)
	late   error // what SignalProcess returns
}

func newProc() *proc { return &proc{out: newWire()} }

func (p *proc) PID() int { return 7 }
func (p *proc) Child(fd int) core.Transport {
	if fd == 1 {
		return p.out
	}
	return nil
}
func (p *proc) WriteToChild(_ int, b []byte) (int, error) { return p.Write(b) }
func (p *proc) Write(b []byte) (int, error) {
	if p.write != nil {
		return p.write(b)
	}
	return len(b), nil
}
func (p *proc) CloseChild(int) {}
func (p *proc) LoseConnection() {
	if p.inside != nil {
		p.inside()
	}
}
func (p *proc) SignalProcess(string) error { return p.late }

func TestWatchReportsNothingOfARightProcess(t *testing.T) {
	b := newBench()
	b.do(ProcessMade, ChildDataReceived, ProcessExited, ChildDataReceived)
	b.proc.late = core.ErrProcessExited
	b.child.t.Write([]byte("abc"))
	b.child.t.WriteToChild(3, nil)
	b.child.t.SignalProcess("TERM")
	b.child.t.CloseChild(1)
	b.child.t.LoseConnection()
	b.do(ProcessEnded)
	b.want(t, "everything is as it should be")
	if b.child.t.PID() != 7 || b.child.t.Child(1) != b.proc.out || b.c.(interface{ Unwrap() core.ProcessProtocol }).Unwrap() != b.child {
		t.Error("what is watched does not show")
	}
}

func TestWatchPoisonsWhatAProcessLends(t *testing.T) {
	b := newBench()
	b.do(ProcessMade, ChildDataReceived)
	if b.child.kept[0] != poison {
		t.Errorf("a slice that was kept reads %q after the loan", b.child.kept)
	}
}

// A terminal is one transport for three descriptors, lost as one of them.
func TestWatchKnowsTerminals(t *testing.T) {
	b := newBench()
	b.c.ConnectionMade(&tty{*b.proc})
	b.do(ChildDataReceived, ChildConnectionLost, ProcessExited)
	b.c.ProcessEnded(core.ErrProcessDone)
	b.want(t, "it is lost once")
}

type tty struct{ proc }

func (p *tty) Child(fd int) core.Transport {
	if fd <= 2 {
		return p.out
	}
	return nil
}
