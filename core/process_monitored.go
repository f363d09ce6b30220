package core

import (
	"bytes"
	"errors"
	"time"
)

// monitorLineMax is the length at which a line without an end is told all the same.
const monitorLineMax = 16 << 10

// A monitored is one process of a ProcessMonitor, over all its runs.
type monitored struct {
	m       *ProcessMonitor
	name    string
	spec    ProcessSpec
	run     *monitoredRun // nil while none lives
	started time.Time
	delay   time.Duration // what the next start waits, should this run be a short one
	start   *DelayedCall  // the next start
	kill    *DelayedCall  // KILL, after TERM
}

// A monitoredRun is one life of a process.
type monitoredRun struct {
	ProcessBase
	of      *monitored
	partial map[int][]byte // the beginning of a line, by descriptor
}

// begin starts the process.
func (p *monitored) begin() {
	p.start, p.started = nil, p.m.r.Now()
	run := &monitoredRun{of: p, partial: make(map[int][]byte)}
	p.run = run
	p.m.live++
	if _, err := p.m.r.Spawn(run, p.spec); err != nil {
		p.m.log.Error("monitored process", "name", p.name, "err", err)
		p.over()
	}
}

// stop ends the process, or its waiting for a start.
func (p *monitored) stop() {
	p.cancelStart()
	if p.run == nil || p.kill != nil {
		return
	}
	p.signal("TERM")
	p.kill = p.m.r.CallLater(p.m.c.KillTime, func() { p.signal("KILL") })
}

// signal sends a signal. That the process has just exited is none of its trouble.
func (p *monitored) signal(name string) {
	if err := p.run.Transport.SignalProcess(name); err != nil && !errors.Is(err, ErrProcessExited) {
		p.m.log.Error("monitored process", "name", p.name, "signal", name, "err", err)
	}
}

func (p *monitored) cancelStart() {
	if p.start != nil {
		p.start.Cancel()
		p.start = nil
	}
}

// over does what is due when a run has ended: the process is started again, later if it was a short one.
func (p *monitored) over() {
	p.run = nil
	if p.kill != nil {
		p.kill.Cancel()
		p.kill = nil
	}
	if p.m.running && p.m.all[p.name] == p {
		wait := time.Duration(0)
		if p.m.r.Now().Sub(p.started) < p.m.c.Threshold {
			wait = p.delay
			p.delay = min(p.delay*2, p.m.c.RestartDelayMax)
		} else {
			p.delay = p.m.c.RestartDelayMin
		}
		p.start = p.m.r.CallLater(wait, p.begin)
	}
	p.m.gone()
}

// ConnectionMade closes the process's input: nobody will write there.
func (r *monitoredRun) ConnectionMade(t ProcessTransport) {
	r.Transport = t
	t.CloseChild(0)
}

// ChildDataReceived tells of lines.
func (r *monitoredRun) ChildDataReceived(fd int, p []byte) {
	for len(p) > 0 {
		line, rest, whole := bytes.Cut(p, []byte("\n"))
		room := monitorLineMax - len(r.partial[fd])
		switch {
		case len(line) > room:
			r.tell(fd, p[:room])
			p = p[room:]
		case whole:
			r.tell(fd, line)
			p = rest
		default:
			r.partial[fd] = append(r.partial[fd], p...)
			return
		}
	}
}

// tell tells of the line that ends with p.
func (r *monitoredRun) tell(fd int, p []byte) {
	line := string(append(r.partial[fd], p...))
	delete(r.partial, fd)
	r.of.m.c.Line(r.of.name, fd, line)
}

// ChildConnectionLost tells of what came without an end.
func (r *monitoredRun) ChildConnectionLost(fd int) {
	if len(r.partial[fd]) > 0 {
		r.tell(fd, nil)
	}
}

// ProcessExited is the end of a run.
func (r *monitoredRun) ProcessExited(reason error) {
	r.of.m.log.Info("monitored process ended", "name", r.of.name, "reason", reason)
	r.of.over()
}
