package loop

import (
	"context"
	"log/slog"
	"runtime/debug"
	"slices"

	"ravel/core"
)

// failuresKept is how many failures Failures returns at most: the first ones. All are counted.
const failuresKept = 128

// A Failure is something that went wrong and had no connection to end.
type Failure struct {
	// In says what failed: "BuildProtocol of *chat.Factory".
	In  string
	Err error
}

func (f *Failure) Error() string { return f.In + ": " + f.Err.Error() }
func (f *Failure) Unwrap() error { return f.Err }

type failures struct {
	logger *slog.Logger
	told   func(err error)
	kept   []error
	count  uint64
}

func (f *failures) add(err error) {
	f.count++
	if len(f.kept) < failuresKept {
		f.kept = append(f.kept, err)
	}
	if f.told != nil {
		f.told(err)
	}
}

// Panicked logs and counts v, which recover returned, and returns it as a *core.PanicError. It is
// called from the deferred function that recovered, so that the stack is the panic's.
func (l *Loop) Panicked(in string, v any) error {
	return l.PanickedAt(in, v)
}

// PanickedAt is Panicked with more to log than where it was, as port.Witness says.
func (l *Loop) PanickedAt(in string, v any, more ...slog.Attr) error {
	err := &core.PanicError{In: in, Value: v, Stack: debug.Stack()}
	log := append([]slog.Attr{slog.String("in", in), slog.Any("value", v)}, more...)
	log = append(log, slog.String("stack", string(err.Stack)))
	l.logger.LogAttrs(context.Background(), slog.LevelError, "panic", log...)
	l.failures.add(err)
	return err
}

// Failed logs and counts a failure that has no connection to end.
func (l *Loop) Failed(in string, err error) {
	l.logger.Error("failure", "in", in, "err", err)
	l.failures.add(&Failure{In: in, Err: err})
}

// Failures returns a copy of the first failures since the loop was made, at most 128: *core.PanicError
// and *Failure.
func (l *Loop) Failures() []error { return slices.Clone(l.failures.kept) }

// FailureCount is how many failures there were since the loop was made.
func (l *Loop) FailureCount() uint64 { return l.failures.count }

// caught is deferred around a user's function. After Goexit it finds nothing and lets it pass.
func (l *Loop) caught(in string) {
	if v := recover(); v != nil {
		l.Panicked(in, v)
	}
}

// guard calls f; a panic is logged under in.
func (l *Loop) guard(in string, f func()) {
	defer l.caught(in)
	f()
}
