package main

import (
	"log/slog"
	"slices"
	"testing"
)

// A ledger is a system log.
type ledger struct{ lines []string }

func (l *ledger) add(severity, line string) error {
	l.lines = append(l.lines, severity+": "+line)
	return nil
}

func (l *ledger) Debug(line string) error   { return l.add("debug", line) }
func (l *ledger) Info(line string) error    { return l.add("info", line) }
func (l *ledger) Warning(line string) error { return l.add("warning", line) }
func (l *ledger) Err(line string) error     { return l.add("err", line) }

func TestTheSystemsLogHasTheSeverityAndTheTimeItself(t *testing.T) {
	l := &ledger{}
	log := slog.New(newSyslogHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}, "text"))
	log.With("peer", "10.0.0.1").WithGroup("in").Debug("made", "time", 3)
	log.Info("up")
	log.Warn("slow")
	log.Error("two\nlines")
	want := []string{"debug: msg=made peer=10.0.0.1 in.time=3", "info: msg=up", "warning: msg=slow", `err: msg="two\nlines"`}
	if !slices.Equal(l.lines, want) {
		t.Errorf("%q\nwant %q", l.lines, want)
	}
}
