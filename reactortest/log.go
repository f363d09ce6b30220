package reactortest

import (
	"errors"
	"fmt"

	"ravel/core"
)

// quotedMax is the length up to which received bytes are shown in a log; more are only counted.
const quotedMax = 64

// A Log is what happened, in order, as text. Bytes that arrive in several pieces are one event.
type Log struct {
	events []event
}

type event struct {
	text string // for bytes: who received them
	data []byte
	got  bool // bytes were received
}

// Note adds an event.
func (l *Log) Note(format string, args ...any) {
	l.events = append(l.events, event{text: fmt.Sprintf(format, args...)})
}

// received adds bytes, to the last event if that was bytes of the same receiver. p is borrowed until return.
func (l *Log) received(who string, p []byte) {
	if n := len(l.events); n > 0 && l.events[n-1].got && l.events[n-1].text == who {
		l.events[n-1].data = append(l.events[n-1].data, p...)
		return
	}
	l.events = append(l.events, event{text: who, data: append([]byte(nil), p...), got: true})
}

// Events are the events so far.
func (l *Log) Events() []string {
	var all []string
	for _, e := range l.events {
		all = append(all, e.String())
	}
	return all
}

func (e event) String() string {
	switch {
	case !e.got:
		return e.text
	case len(e.data) > quotedMax:
		return fmt.Sprintf("%sdata %d bytes", e.text, len(e.data))
	}
	return fmt.Sprintf("%sdata %q", e.text, e.data)
}

// Count is the number of events with exactly that text.
func (l *Log) Count(text string) int {
	n := 0
	for _, e := range l.events {
		if e.String() == text {
			n++
		}
	}
	return n
}

// reasons are the names of the sentinels in logs, the special ones before those that they are kinds of.
func reasons() []struct {
	err  error
	name string
} {
	return []struct {
		err  error
		name string
	}{
		{core.ErrConnectionDone, "done"},
		{core.ErrConnectionAborted, "aborted"},
		{core.ErrOutboxFull, "outbox full"},
		{core.ErrDescriptorOverrun, "descriptor overrun"},
		{core.ErrStoppedConnecting, "stopped"},
		{core.ErrConnectBind, "bind"},
		{core.ErrTimeout, "timeout"},
		{core.ErrConnectionRefused, "refused"},
		{core.ErrNoRoute, "no route"},
		{core.ErrDescriptorGone, "gone"},
		{core.ErrConnectFailed, "connect failed"},
		{core.ErrConnectionLost, "lost"},
	}
}

// Reason is a short name of why something ended: "done", "lost", "aborted", "refused", "panic", …
func Reason(err error) string {
	var p *core.PanicError
	switch {
	case err == nil:
		return "no reason"
	case errors.As(err, &p):
		return "panic"
	}
	for _, r := range reasons() {
		if errors.Is(err, r.err) {
			return r.name
		}
	}
	return err.Error()
}
