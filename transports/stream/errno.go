package stream

import (
	"errors"
	"fmt"
	"syscall"

	"ravel/core"
	"ravel/core/port"
)

// errno is the system's error inside err, or 0.
func errno(err error) syscall.Errno {
	e, ok := err.(syscall.Errno)
	if !ok && !errors.As(err, &e) {
		return 0
	}
	return e
}

// again reports whether err says that the call can succeed later.
func again(err error) bool { return err == port.ErrWouldBlock || errno(err) == syscall.EINTR }

// supported is err in the vocabulary: what the port says of a system that cannot do something is
// core.ErrUnsupported.
func supported(err error) error {
	if errors.Is(err, port.ErrUnsupported) {
		return fmt.Errorf("%w: %w", core.ErrUnsupported, err)
	}
	return err
}

// lostAt is the end of a connection by err, which op met.
func lostAt(op string, err error) error {
	return &core.LostError{Op: op, Reason: core.ErrConnectionLost, Err: err}
}

// connectReason is the sentinel for err, which a connect met; unix says over what.
func connectReason(err error, unix bool) error {
	var op *port.OpError
	if errors.As(err, &op) && op.Op == "bind" {
		return core.ErrConnectBind
	}
	switch errno(err) {
	case syscall.ECONNREFUSED:
		return core.ErrConnectionRefused
	case syscall.ENOENT:
		if unix { // nobody listens there, whether the file is left over or gone
			return core.ErrConnectionRefused
		}
	case syscall.ETIMEDOUT:
		return core.ErrTimeout
	case syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.ENETDOWN:
		return core.ErrNoRoute
	}
	return core.ErrConnectFailed
}

// A trouble is what an error of Accept asks for.
type trouble uint8

const (
	nobody    trouble = iota // nobody waits any more
	skipped                  // one peer's trouble: go on with the next
	exhausted                // the system's trouble: go on later
)

func acceptTrouble(err error) trouble {
	if err == port.ErrWouldBlock {
		return nobody
	}
	switch errno(err) {
	// accept(2): "already-pending network errors on the new socket" and a firewall's refusal
	// concern that peer alone.
	case syscall.EINTR, syscall.ECONNABORTED, syscall.ECONNRESET, syscall.EPERM, syscall.EPROTO,
		syscall.EOPNOTSUPP, syscall.ENOPROTOOPT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH,
		syscall.ENETDOWN, syscall.ENETUNREACH, syscall.ETIMEDOUT:
		return skipped
	}
	return exhausted
}
