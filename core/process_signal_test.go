package core_test

import (
	"errors"
	"syscall"
	"testing"

	"ravel/core"
)

func TestParseSignal(t *testing.T) {
	for s, want := range map[string]syscall.Signal{
		"HUP": syscall.SIGHUP, "SIGHUP": syscall.SIGHUP, "sigint": syscall.SIGINT, "Term": syscall.SIGTERM,
		"9": syscall.SIGKILL, "0": 0, "64": 64,
	} {
		if got, err := core.ParseSignal(s); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "SIG", "NONE", "-1", "129", "SIGSIGHUP", "9x", "HUP "} {
		if got, err := core.ParseSignal(s); !errors.Is(err, core.ErrUnknownSignal) {
			t.Errorf("%q is no signal: got %v, %v", s, got, err)
		}
	}
}

func TestSignalNameIsWhatParseSignalReads(t *testing.T) {
	for n := syscall.Signal(1); n <= 31; n++ {
		name := core.SignalName(n)
		if got, err := core.ParseSignal(name); err != nil || got != n {
			t.Errorf("%d is called %q, which is read as %v, %v", n, name, got, err)
		}
	}
	if got := core.SignalName(64); got != "64" {
		t.Errorf("one without a name goes by its number: got %q", got)
	}
}
