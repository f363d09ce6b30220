package core

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"
)

// What the methods of a ProcessMonitor return.
var (
	// ErrMonitorRunning is Start of a monitor that runs, or is not done stopping.
	ErrMonitorRunning = errors.New("the process monitor is already running")
	// ErrMonitorName is a name that is taken, or that nobody has.
	ErrMonitorName = errors.New("process name")
)

// A ProcessHost is a reactor that starts processes.
type ProcessHost interface {
	Clock
	Processes
}

// ProcessMonitorConfig says how a monitor goes about it. The zero value works.
type ProcessMonitorConfig struct {
	// Threshold is how long a process has to live for its end to count as an accident, after which it is
	// started again at once. Default 1 s.
	Threshold time.Duration
	// KillTime is how long after TERM a process is sent KILL. Default 5 s.
	KillTime time.Duration
	// RestartDelayMin is how long the start waits after a process that lived shorter than Threshold. It
	// doubles each time, up to RestartDelayMax, until one lives longer. Default 1 s and 1 h.
	RestartDelayMin, RestartDelayMax time.Duration
	// Line is told each line that a process writes to its descriptors, without its end. Default: it is logged.
	Line func(name string, fd int, line string)
}

// defaults fills in what is zero.
func (c *ProcessMonitorConfig) defaults() {
	or := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	or(&c.Threshold, time.Second)
	or(&c.KillTime, 5*time.Second)
	or(&c.RestartDelayMin, time.Second)
	or(&c.RestartDelayMax, time.Hour)
}

// A ProcessMonitor keeps processes running: it starts them again when they end, the later the quicker they
// do (Twisted: procmon.ProcessMonitor). It is a service: Start starts all of them and Stop ends them.
//
// A process has ended for its monitor when it has exited, also if a descendant still holds its pipes.
type ProcessMonitor struct {
	r       ProcessHost
	c       ProcessMonitorConfig
	log     *slog.Logger
	all     map[string]*monitored
	live    int // processes that have not exited, also those that were removed
	running bool
	stopped *Deferred[struct{}] // Stop's, while something still lives
}

// NewProcessMonitor is a monitor without processes. A configuration may be given, at most one.
func NewProcessMonitor(r ProcessHost, c ...ProcessMonitorConfig) *ProcessMonitor {
	if len(c) > 1 {
		panic("core: NewProcessMonitor takes at most one configuration")
	}
	m := &ProcessMonitor{r: r, log: slog.Default(), all: make(map[string]*monitored)}
	if len(c) == 1 {
		m.c = c[0]
	}
	m.c.defaults()
	if l, ok := r.(interface{ Logger() *slog.Logger }); ok {
		m.log = l.Logger()
	}
	if m.c.Line == nil {
		m.c.Line = func(name string, fd int, line string) {
			m.log.Info("process output", "name", name, "fd", fd, "line", line)
		}
	}
	return m
}

// Add has the monitor look after a process of that name, which is started at once if the monitor runs.
// The error is an ErrMonitorName.
func (m *ProcessMonitor) Add(name string, s ProcessSpec) error {
	if m.all[name] != nil {
		return fmt.Errorf("%w %q is taken", ErrMonitorName, name)
	}
	p := &monitored{m: m, name: name, spec: s, delay: m.c.RestartDelayMin}
	m.all[name] = p
	if m.running {
		p.begin()
	}
	return nil
}

// Remove forgets a process and ends it, with TERM first. The error is an ErrMonitorName.
func (m *ProcessMonitor) Remove(name string) error {
	p, err := m.find(name)
	if err != nil {
		return err
	}
	delete(m.all, name)
	p.stop()
	return nil
}

// Names are the processes that the monitor looks after, sorted.
func (m *ProcessMonitor) Names() []string { return slices.Sorted(maps.Keys(m.all)) }

// PID is the id of a process that runs, and 0 for one that does not.
func (m *ProcessMonitor) PID(name string) int {
	if p := m.all[name]; p != nil && p.run != nil {
		return p.run.Transport.PID()
	}
	return 0
}

// Restart ends a process, with TERM first, and starts it again; one that waits for its start is started now.
// The error is an ErrMonitorName.
func (m *ProcessMonitor) Restart(name string) error {
	p, err := m.find(name)
	if err != nil {
		return err
	}
	switch {
	case p.run != nil:
		p.stop()
	case m.running:
		p.cancelStart()
		p.begin()
	}
	return nil
}

// RestartAll is Restart of each.
func (m *ProcessMonitor) RestartAll() {
	for _, name := range m.Names() {
		m.Restart(name) // it is there
	}
}

// Start starts every process, in the order of their names. One that cannot be started is tried again later, as
// if it had ended at once.
func (m *ProcessMonitor) Start() error {
	if m.running || m.stopped != nil {
		return ErrMonitorRunning
	}
	m.running = true
	for _, name := range m.Names() {
		m.all[name].delay = m.c.RestartDelayMin
		m.all[name].begin()
	}
	return nil
}

// Stop ends every process. Its result comes when the last has exited.
func (m *ProcessMonitor) Stop() *Deferred[struct{}] {
	m.running = false
	for _, name := range m.Names() {
		m.all[name].stop()
	}
	if m.live == 0 {
		return Succeed(struct{}{})
	}
	if m.stopped == nil {
		m.stopped = NewDeferredOn[struct{}](m.r)
	}
	return Then(m.stopped, func(v struct{}) (struct{}, error) { return v, nil })
}

func (m *ProcessMonitor) find(name string) (*monitored, error) {
	if p := m.all[name]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%w %q is nobody's", ErrMonitorName, name)
}

// gone counts a process that has exited.
func (m *ProcessMonitor) gone() {
	if m.live--; m.live == 0 && m.stopped != nil {
		d := m.stopped
		m.stopped = nil
		d.Resolve(struct{}{})
	}
}
