package core

import (
	"bytes"
	"errors"
	"fmt"
)

// ProcessOutputMax is how much of a process's output ProcessOutput and ProcessOutputAndStatus keep. One that
// writes more is killed, and the failure is ErrOutputTooLong.
const ProcessOutputMax = 64 << 20

var (
	// ErrOutputTooLong is a process that wrote more than ProcessOutputMax.
	ErrOutputTooLong = errors.New("the process wrote more than is kept")
	// ErrUnexpectedStderr is a process that wrote to its descriptor 2 though nobody wanted that.
	ErrUnexpectedStderr = errors.New("the process wrote to its standard error")
)

// A ProcessResult is what a process wrote, and its exit code.
type ProcessResult struct {
	Out, Err []byte
	Code     int
}

// A ProcessFailure is a process that did not come to an exit code of its own. Result is what it wrote by then.
type ProcessFailure struct {
	Result ProcessResult
	// Reason is a ProcessSignalError, an ErrUnexpectedStderr or an ErrOutputTooLong.
	Reason error
}

func (e *ProcessFailure) Error() string {
	const shown = 64
	if len(e.Result.Err) == 0 {
		return e.Reason.Error()
	}
	return fmt.Sprintf("%v: %q", e.Reason, e.Result.Err[:min(len(e.Result.Err), shown)])
}
func (e *ProcessFailure) Unwrap() error { return e.Reason }

// ProcessOutput runs s and is a Deferred of what it writes to its descriptor 1, whatever its exit code
// (Twisted: getProcessOutput). It finds its input closed. If it writes to its descriptor 2 its pipes are
// closed, and once it has ended the failure is a [ProcessFailure]; so is the end by a signal. Cancelling the
// Deferred kills the process.
func ProcessOutput(r Processes, s ProcessSpec) *Deferred[[]byte] {
	o := &outputOf{strict: true}
	return Then(o.start(r, s), func(r ProcessResult) ([]byte, error) { return r.Out, nil })
}

// ProcessStatus runs s and is a Deferred of its exit code (Twisted: getProcessValue). What it writes is
// dropped. The end by a signal is a [ProcessFailure].
func ProcessStatus(r Processes, s ProcessSpec) *Deferred[int] {
	o := &outputOf{deaf: true}
	return Then(o.start(r, s), func(r ProcessResult) (int, error) { return r.Code, nil })
}

// ProcessOutputAndStatus runs s with input, which is borrowed until return, and is a Deferred of everything
// (Twisted: getProcessOutputAndValue). The end by a signal is a [ProcessFailure].
func ProcessOutputAndStatus(r Processes, s ProcessSpec, input []byte) *Deferred[ProcessResult] {
	o := &outputOf{input: input}
	return o.start(r, s)
}

// An outputOf collects what a process writes.
type outputOf struct {
	ProcessBase
	input        []byte
	strict, deaf bool
	out, err     bytes.Buffer
	failed       error // why it did not go on
	cancelled    bool
	result       *Deferred[ProcessResult]
}

func (o *outputOf) start(r Processes, s ProcessSpec) *Deferred[ProcessResult] {
	o.result = NewDeferred(func(*Deferred[ProcessResult]) {
		o.cancelled = true
		o.Transport.SignalProcess("KILL") // ErrProcessExited: a descendant holds its pipes
		o.Transport.LoseConnection()
	})
	if clock, ok := r.(Clock); ok {
		o.result.On(clock)
	}
	if _, err := r.Spawn(o, s); err != nil {
		o.result.Fail(err)
	}
	o.input = nil
	return o.result
}

func (o *outputOf) ConnectionMade(t ProcessTransport) {
	o.Transport = t
	if len(o.input) > 0 {
		t.Write(o.input)
	}
	t.CloseChild(0)
}

func (o *outputOf) ChildDataReceived(fd int, p []byte) {
	switch {
	case o.deaf:
	case o.out.Len()+o.err.Len()+len(p) > ProcessOutputMax:
		o.giveUp(ErrOutputTooLong)
		o.Transport.SignalProcess("KILL") // ErrProcessExited: a descendant wrote it
	case fd == 2:
		o.err.Write(p)
		if o.strict {
			o.giveUp(ErrUnexpectedStderr)
		}
	default:
		o.out.Write(p)
	}
}

func (o *outputOf) giveUp(why error) {
	if o.failed == nil {
		o.failed = why
	}
	o.Transport.LoseConnection()
}

func (o *outputOf) ProcessEnded(reason error) {
	if o.cancelled {
		return
	}
	r := ProcessResult{Out: o.out.Bytes(), Err: o.err.Bytes()}
	var exit *ProcessExitError
	switch {
	case o.failed != nil:
	case errors.As(reason, &exit):
		r.Code = exit.Code
	case !errors.Is(reason, ErrProcessDone):
		o.failed = reason
	}
	if o.failed != nil {
		o.result.Fail(&ProcessFailure{Result: r, Reason: o.failed})
		return
	}
	o.result.Resolve(r)
}
