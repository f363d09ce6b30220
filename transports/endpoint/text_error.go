package endpoint

import (
	"errors"
	"fmt"
)

// shownMax is how much of an overlong string an error shows.
const shownMax = 64

// What is wrong with an endpoint string: what errors.Is finds in a StringError.
var (
	ErrSyntax             = errors.New("syntax")
	ErrUnknownKind        = errors.New("unknown kind")
	ErrMissingArgument    = errors.New("is missing")
	ErrUnexpectedArgument = errors.New("is not an argument of this kind")
	ErrRepeatedArgument   = errors.New("is given twice")
	// ErrBadValue is an argument whose value makes no sense.
	ErrBadValue = errors.New("bad value")
)

// A StringError is an endpoint string that cannot be understood.
type StringError struct {
	// Text is the endpoint string.
	Text string
	// Argument is the name of the argument that is wrong, or its place ("#3"), or "".
	Argument string
	Err      error
}

func (e *StringError) Error() string {
	if e.Argument == "" {
		return fmt.Sprintf("endpoint %q: %v", e.Text, e.Err)
	}
	return fmt.Sprintf("endpoint %q: argument %s: %v", e.Text, e.Argument, e.Err)
}

func (e *StringError) Unwrap() error { return e.Err }
