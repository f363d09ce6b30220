package loop

import (
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"time"

	"ravel/core/port"
)

// Stats is what a loop has done since it was made. Counting costs nothing worth mentioning. What reads the
// clock for each turn is only there with Config.Measure.
type Stats struct {
	Turns uint64
	// Posted, Timed, Ready and Ended are the calls made: posted calls, timed calls, handlers of sockets
	// that were ready, endings.
	Posted, Timed, Ready, Ended uint64
	// Failures is FailureCount.
	Failures uint64
	// PostsWaiting is how many posted calls wait, and DelayedCalls how many timed ones.
	PostsWaiting, DelayedCalls int

	// Busy is the time spent in turns but for Waiting, which was spent in the port's Wait. Measured.
	Busy, Waiting time.Duration
	// BusyMax is the longest stretch of a turn before or after its Wait. Measured.
	BusyMax time.Duration
	// Lag is how late the last round of timed calls began after its first deadline, and LagMax the worst
	// of all: how long anything may have to wait for its turn. Measured.
	Lag, LagMax time.Duration
	// Slow is how many calls took longer than Config.Slow.
	Slow uint64
	// Traffic is what the machines have counted: connections, bytes, datagrams.
	port.Traffic
}

// Stats is what the loop has done so far. It belongs to the loop's goroutine: Post asks for it from others.
func (l *Loop) Stats() Stats {
	s := l.meter.stats
	s.Failures = l.failures.count
	s.PostsWaiting = l.mail.len()
	s.DelayedCalls = l.timers.Len()
	s.Traffic = l.traffic
	return s
}

// A meter counts and, if it is on, measures.
type meter struct {
	stats Stats
	on    bool
	slow  time.Duration // 0: none is
	mark  time.Time     // when the present stretch without a Wait began
	lap   time.Time     // when the call before this one was over
}

func (m *meter) begin(now time.Time) { m.mark, m.lap = now, now }

// rest ends a stretch.
func (m *meter) rest(now time.Time) {
	busy := max(0, now.Sub(m.mark))
	m.stats.Busy += busy
	m.stats.BusyMax = max(m.stats.BusyMax, busy)
	m.mark = now
}

// resume ends a Wait.
func (m *meter) resume(now time.Time) {
	m.stats.Waiting += max(0, now.Sub(m.mark))
	m.begin(now)
}

// measureLag is called before a round of timed calls.
func (l *Loop) measureLag(now time.Time) {
	if at, ok := l.timers.Next(); ok && !at.After(now) {
		lag := now.Sub(at)
		l.meter.stats.Lag = lag
		l.meter.stats.LagMax = max(l.meter.stats.LagMax, lag)
	}
}

// lap is called after each call when there is a limit, and names a call that took longer. what is the
// function that was called, or the value whose method it was.
func (l *Loop) lap(in string, what any) {
	m := &l.meter
	now := l.port.Now()
	took := now.Sub(m.lap)
	m.lap = now
	if took < m.slow {
		return
	}
	m.stats.Slow++
	l.logger.Warn("slow call", "in", in, "took", took, "limit", m.slow, attrs(what))
}

// attrs says where the call's code is: of a function, its name, file and line; of a handler, what it says of
// itself, or its type.
func attrs(what any) slog.Attr {
	v := reflect.ValueOf(what)
	if v.Kind() == reflect.Func {
		pc := v.Pointer()
		if f := runtime.FuncForPC(pc); f != nil {
			file, line := f.FileLine(pc)
			return slog.String("place", fmt.Sprintf("%s (%s:%d)", f.Name(), file, line))
		}
	}
	if p, ok := what.(port.Placed); ok {
		return slog.Attr{Value: slog.GroupValue(p.Place()...)} // without a key: inline
	}
	return slog.String("place", fmt.Sprintf("%T", what))
}
