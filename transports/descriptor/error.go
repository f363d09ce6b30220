package descriptor

import (
	"errors"
	"fmt"

	"ravel/core"
	"ravel/core/port"
)

// errReserved says that somebody else reads, or writes, the descriptor.
var errReserved = errors.New("another is registered for it")

// An Error is a descriptor that could not be registered. errors.Is finds the system's error in it, and
// core.ErrUnsupported where the port can watch nothing.
type Error struct {
	Op  string // "read" or "write"
	FD  int
	Err error
}

func (e *Error) Error() string {
	return fmt.Sprintf("watch descriptor %d to %s: %v", e.FD, e.Op, e.Err)
}

func (e *Error) Unwrap() []error {
	if errors.Is(e.Err, port.ErrUnsupported) {
		return []error{core.ErrUnsupported, e.Err}
	}
	return []error{e.Err}
}
