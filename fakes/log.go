package fakes

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
)

// logMax is how many records a Log keeps: the first ones. All are counted.
const logMax = 1 << 16

// A Log is a slog.Handler that keeps what is logged, for specs to look at. Several goroutines may use it.
type Log struct{ book *book }

// A book is what the handlers that come from one Log share.
type book struct {
	mu      sync.Mutex
	records []Record
	count   int
}

// A Record is one line of a Log.
type Record struct {
	Level   slog.Level
	Message string
	// Attrs are those of the logger and of the call, in order. A group's are named group.key.
	Attrs []slog.Attr
}

// NewLog is an empty Log of every level.
func NewLog() *Log { return &Log{&book{}} }

// Logger logs to l.
func (l *Log) Logger() *slog.Logger { return slog.New(&recorder{book: l.book}) }

// Records returns a copy of what was logged, the first 65536 records.
func (l *Log) Records() []Record {
	l.book.mu.Lock()
	defer l.book.mu.Unlock()
	return slices.Clone(l.book.records)
}

// Lines is each record as a line: "INFO message key=value".
func (l *Log) Lines() (lines []string) {
	for _, r := range l.Records() {
		lines = append(lines, r.String())
	}
	return lines
}

// Take is Records, and forgets them.
func (l *Log) Take() []Record {
	l.book.mu.Lock()
	defer l.book.mu.Unlock()
	taken := l.book.records
	l.book.records = nil
	return taken
}

// Count is how many records there were.
func (l *Log) Count() int {
	l.book.mu.Lock()
	defer l.book.mu.Unlock()
	return l.book.count
}

// Find returns the records of that message.
func (l *Log) Find(message string) []Record {
	return slices.DeleteFunc(l.Records(), func(r Record) bool { return r.Message != message })
}

// Attr is the value of the last attribute of that key, or nil.
func (r Record) Attr(key string) any {
	for _, a := range slices.Backward(r.Attrs) {
		if a.Key == key {
			return a.Value.Any()
		}
	}
	return nil
}

// String is "INFO message key=value".
func (r Record) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %s", r.Level, r.Message)
	for _, a := range r.Attrs {
		fmt.Fprintf(&b, " %s=%v", a.Key, a.Value)
	}
	return b.String()
}

// A recorder is one logger's handler.
type recorder struct {
	book  *book
	group string // "a.b."
	attrs []slog.Attr
}

func (h *recorder) Enabled(context.Context, slog.Level) bool { return true }

func (h *recorder) Handle(_ context.Context, r slog.Record) error {
	kept := Record{Level: r.Level, Message: r.Message, Attrs: slices.Clone(h.attrs)}
	r.Attrs(func(a slog.Attr) bool {
		kept.Attrs = flatten(kept.Attrs, h.group, a)
		return true
	})
	h.book.mu.Lock()
	defer h.book.mu.Unlock()
	h.book.count++
	if len(h.book.records) < logMax {
		h.book.records = append(h.book.records, kept)
	}
	return nil
}

func (h *recorder) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := &recorder{h.book, h.group, slices.Clone(h.attrs)}
	for _, a := range attrs {
		with.attrs = flatten(with.attrs, h.group, a)
	}
	return with
}

func (h *recorder) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return &recorder{h.book, h.group + name + ".", h.attrs}
}

// flatten appends a, or what is in it if it is a group.
func flatten(to []slog.Attr, group string, a slog.Attr) []slog.Attr {
	v := a.Value.Resolve()
	if v.Kind() != slog.KindGroup {
		if a.Equal(slog.Attr{}) {
			return to // as slog.Handler says
		}
		return append(to, slog.Attr{Key: group + a.Key, Value: v})
	}
	if a.Key != "" {
		group += a.Key + "."
	}
	for _, inner := range v.Group() {
		to = flatten(to, group, inner)
	}
	return to
}
