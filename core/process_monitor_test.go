package core_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
)

// A watchRoom is a monitor on a simulated host, whose processes say when they start.
type watchRoom struct {
	*testing.T
	r       *fakes.Reactor
	m       *core.ProcessMonitor
	started []time.Duration // since the beginning
	lines   []string
	begin   time.Time
}

func newWatchRoom(t *testing.T, program fakes.Program) *watchRoom {
	t.Helper()
	w := &watchRoom{T: t, r: fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})}
	w.begin = w.r.Now()
	w.r.Install("/bin/task", func(p *fakes.Process) {
		w.started = append(w.started, w.r.Now().Sub(w.begin))
		program(p)
	})
	w.m = core.NewProcessMonitor(w.r, core.ProcessMonitorConfig{Line: func(name string, fd int, line string) {
		w.lines = append(w.lines, fmt.Sprint(name, fd, line))
	}})
	t.Cleanup(func() {
		w.r.CheckLeaks(t)
		if err := w.r.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *watchRoom) add(name string) {
	w.Helper()
	if err := w.m.Add(name, core.ProcessSpec{Path: "/bin/task"}); err != nil {
		w.Fatal(err)
	}
}

func (w *watchRoom) start() {
	w.Helper()
	if err := w.m.Start(); err != nil {
		w.Fatal(err)
	}
}

func (w *watchRoom) wantStarts(why string, at ...time.Duration) {
	w.Helper()
	if !slices.Equal(w.started, at) {
		w.Errorf("%s:\n got %v\nwant %v", why, w.started, at)
	}
}

// wantStopped stops the monitor and wants it stopped within d.
func (w *watchRoom) wantStopped(why string, d time.Duration) {
	w.Helper()
	stopped := w.m.Stop()
	w.r.Advance(d)
	if _, err, ok := stopped.Result(); !ok || err != nil {
		w.Errorf("%s: stopped %v, %v", why, ok, err)
	}
}

func stay(p *fakes.Process) { p.OnSignal(func(syscall.Signal) bool { return false }) }

func TestMonitorStartsWhatEndsQuicklyLaterAndLater(t *testing.T) {
	w := newWatchRoom(t, func(p *fakes.Process) { p.Exit(1) })
	w.add("a")
	w.start()
	w.r.Advance(16 * time.Second)
	w.wantStarts("the delay doubles from a second", 0, time.Second, 3*time.Second, 7*time.Second, 15*time.Second)
	w.r.Advance(3 * time.Hour)
	last := len(w.started) - 1
	if got := w.started[last] - w.started[last-1]; got != time.Hour {
		t.Errorf("up to an hour: got %v", got)
	}
	w.wantStopped("nothing lives that would have to end", 0)
}

func TestMonitorStartsWhatLivedLongAtOnce(t *testing.T) {
	lives := []time.Duration{0, 2 * time.Second, 0}
	w := newWatchRoom(t, func(p *fakes.Process) {
		d := time.Hour
		if len(lives) > 0 {
			d, lives = lives[0], lives[1:]
		}
		p.CallLater(d, func() { p.Exit(0) })
	})
	w.add("a")
	w.start()
	w.r.Advance(10 * time.Second)
	w.wantStarts("a long life resets the delay", 0, time.Second, 3*time.Second, 4*time.Second)
	w.wantStopped("TERM ends it", 0)
}

func TestMonitorKillsWhatIgnoresTERM(t *testing.T) {
	var signals []string
	w := newWatchRoom(t, func(p *fakes.Process) {
		p.OnSignal(func(s syscall.Signal) bool {
			signals = append(signals, core.SignalName(s))
			return true
		})
	})
	w.add("stubborn")
	w.start()
	w.r.Advance(time.Minute)
	stopped := w.m.Stop()
	again := w.m.Stop()
	w.r.Advance(4 * time.Second)
	if _, _, ok := stopped.Result(); ok || len(signals) != 1 || signals[0] != "TERM" {
		t.Errorf("it was asked once, and Stop waits: %v, %q", ok, signals)
	}
	if err := w.m.Start(); !errors.Is(err, core.ErrMonitorRunning) {
		t.Errorf("a monitor that is stopping cannot be started: got %v", err)
	}
	w.r.Advance(time.Second)
	if _, err, ok := stopped.Result(); !ok || err != nil {
		t.Errorf("after 5 s it is killed: %v, %v", ok, err)
	}
	if _, err, ok := again.Result(); !ok || err != nil {
		t.Errorf("and whoever asked is told: %v, %v", ok, err)
	}
	w.start()
	w.r.Advance(0)
	w.wantStarts("it can be started again", 0, 65*time.Second)
	w.wantStopped("and stopped", 5*time.Second)
}

func TestMonitorTellsLines(t *testing.T) {
	w := newWatchRoom(t, func(p *fakes.Process) {
		fmt.Fprint(p.Out(1), "one\ntwo\nthr")
		fmt.Fprint(p.Out(2), "oops\n")
		p.CallLater(2*time.Second, func() {
			fmt.Fprint(p.Out(1), "ee\n"+strings.Repeat("x", 40_000)+"\nno end")
			p.Exit(0)
		})
		stay(p)
	})
	w.add("a")
	w.start()
	w.r.Advance(time.Second)
	if want := []string{"a1one", "a1two", "a2oops"}; !slices.Equal(w.lines, want) {
		t.Errorf("whole lines are told at once: got %q", w.lines)
	}
	w.lines = nil
	w.r.Advance(1500 * time.Millisecond)
	var lengths []int
	for _, l := range w.lines[:min(len(w.lines), 6)] {
		lengths = append(lengths, len(l)-len("a1"))
	}
	if len(w.lines) < 5 || w.lines[0] != "a1three" || !slices.Equal(lengths[1:4], []int{16384, 16384, 7232}) || w.lines[4] != "a1no end" {
		t.Errorf("cut ones are put together, long ones are cut, the last needs no end: got lengths %v", lengths)
	}
	w.wantStopped("TERM ends it", 0)
}

func TestMonitorAddsAndRemovesWhileItRuns(t *testing.T) {
	w := newWatchRoom(t, stay)
	w.start()
	w.add("a")
	w.r.Advance(time.Second)
	w.wantStarts("what is added is started", 0)
	if w.m.PID("a") == 0 || w.m.PID("b") != 0 {
		t.Errorf("its id is known: got %d", w.m.PID("a"))
	}
	if err := w.m.Add("a", core.ProcessSpec{}); !errors.Is(err, core.ErrMonitorName) {
		t.Errorf("a name is one process's: got %v", err)
	}
	if err := w.m.Remove("b"); !errors.Is(err, core.ErrMonitorName) {
		t.Errorf("nobody's name: got %v", err)
	}
	if err := w.m.Remove("a"); err != nil {
		t.Error(err)
	}
	w.add("a") // a new one of the same name, while the old one still lives
	w.r.Advance(time.Minute)
	w.wantStarts("what was removed is not started again", 0, time.Second)
	w.wantStopped("TERM ends it", 0)
}

func TestMonitorRestarts(t *testing.T) {
	w := newWatchRoom(t, stay)
	w.add("a")
	w.add("b")
	if err := w.m.Restart("a"); err != nil {
		t.Error(err)
	}
	w.start()
	w.r.Advance(10 * time.Second)
	w.m.RestartAll()
	w.r.Advance(time.Second)
	w.wantStarts("both are ended and come back at once", 0, 0, 10*time.Second, 10*time.Second)
	if err := w.m.Restart("c"); !errors.Is(err, core.ErrMonitorName) {
		t.Errorf("nobody's name: got %v", err)
	}
	w.wantStopped("TERM ends them", 0)
}

func TestMonitorTriesAgainWhatCannotBeStarted(t *testing.T) {
	w := newWatchRoom(t, stay)
	if err := w.m.Add("late", core.ProcessSpec{Path: "/bin/late"}); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.r.Advance(1500 * time.Millisecond)
	w.r.Install("/bin/late", func(p *fakes.Process) { w.started = append(w.started, w.r.Now().Sub(w.begin)); stay(p) })
	w.r.Advance(10 * time.Second)
	w.wantStarts("it comes with the next try", 3*time.Second)
	w.wantStopped("TERM ends it", 0)
}
