package core

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
)

// signalMax is the highest number of a signal anywhere (Linux: SIGRTMAX is 64; FreeBSD has 128).
const signalMax = 128

// A namedSignal is a signal without its SIG.
type namedSignal struct {
	name   string
	signal syscall.Signal
}

// everySignal are the signals that every system has a name for.
var everySignal = [...]namedSignal{
	{"HUP", syscall.SIGHUP}, {"INT", syscall.SIGINT}, {"QUIT", syscall.SIGQUIT}, {"ILL", syscall.SIGILL},
	{"TRAP", syscall.SIGTRAP}, {"ABRT", syscall.SIGABRT}, {"BUS", syscall.SIGBUS}, {"FPE", syscall.SIGFPE},
	{"KILL", syscall.SIGKILL}, {"SEGV", syscall.SIGSEGV}, {"PIPE", syscall.SIGPIPE},
	{"ALRM", syscall.SIGALRM}, {"TERM", syscall.SIGTERM},
}

// ParseSignal reads a signal's name, with or without SIG and in any case, or its number. The error is an
// ErrUnknownSignal.
func ParseSignal(s string) (syscall.Signal, error) {
	if n, err := strconv.Atoi(s); err == nil {
		if n < 0 || n > signalMax {
			return 0, fmt.Errorf("%w %q", ErrUnknownSignal, s)
		}
		return syscall.Signal(n), nil
	}
	name := strings.TrimPrefix(strings.ToUpper(s), "SIG")
	for _, list := range [][]namedSignal{everySignal[:], systemSignals()} {
		for _, n := range list {
			if n.name == name {
				return n.signal, nil
			}
		}
	}
	return 0, fmt.Errorf("%w %q", ErrUnknownSignal, s)
}

// SignalName is the name of a signal without SIG, or its number where it has none.
func SignalName(signal syscall.Signal) string {
	for _, list := range [][]namedSignal{everySignal[:], systemSignals()} {
		for _, n := range list {
			if n.signal == signal {
				return n.name
			}
		}
	}
	return strconv.Itoa(int(signal))
}
