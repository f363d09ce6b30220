package core

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var (
	// ErrAlreadyCalled is Resolve or Fail of a Deferred that has a result. It comes as a panic with an
	// AlreadyCalledError.
	ErrAlreadyCalled = errors.New("the Deferred already has a result")
	// ErrCancelled is the failure of a Deferred that was cancelled. It is a context.Canceled too.
	ErrCancelled error = &reason{"cancelled", context.Canceled}
	// ErrReactorClosed is the end of what waits on a reactor that is closed. It is an ErrCancelled too,
	// and a failure that nobody has to handle.
	ErrReactorClosed error = &reason{"the reactor was closed", ErrCancelled}
	// ErrNothingToWaitFor is the first of several Deferreds where there is none.
	ErrNothingToWaitFor = errors.New("the first of no Deferreds never comes")
	// ErrBacklogFull is a Get or an Acquire that more wait already than may.
	ErrBacklogFull = errors.New("too many are waiting")
)

// An AlreadyCalledError says where a Deferred was made and where it was first given a result.
type AlreadyCalledError struct {
	Made  string
	First string
}

func (e *AlreadyCalledError) Error() string {
	return fmt.Sprintf("%v: made by %s, first called by %s", ErrAlreadyCalled, e.Made, e.First)
}
func (e *AlreadyCalledError) Unwrap() error { return ErrAlreadyCalled }

// An UnhandledError is a failure at the end of a Deferred that nobody handled.
type UnhandledError struct {
	// Made is where the Deferred was made.
	Made string
	Err  error
}

func (e *UnhandledError) Error() string {
	return fmt.Sprintf("unhandled failure of the Deferred made by %s: %v", e.Made, e.Err)
}
func (e *UnhandledError) Unwrap() error { return e.Err }

// A TimeLimitError is a Deferred that Timeout cancelled. It is an ErrTimeout.
type TimeLimitError struct{ Limit time.Duration }

func (e *TimeLimitError) Error() string { return fmt.Sprintf("no result within %v", e.Limit) }
func (e *TimeLimitError) Unwrap() error { return ErrTimeout }

// A FirstError is the first failure among several Deferreds.
type FirstError struct {
	// Index is the failed Deferred's place among them.
	Index int
	Err   error
}

func (e *FirstError) Error() string { return fmt.Sprintf("number %d failed first: %v", e.Index, e.Err) }
func (e *FirstError) Unwrap() error { return e.Err }

// An AllFailedError is a race that nobody won.
type AllFailedError struct {
	// Errs are the failures in the order of the Deferreds.
	Errs []error
}

func (e *AllFailedError) Error() string {
	return fmt.Sprintf("all %d failed: %v", len(e.Errs), errors.Join(e.Errs...))
}
func (e *AllFailedError) Unwrap() []error { return e.Errs }
