package core

import (
	"errors"
	"fmt"
)

// Why a connection ended: what errors.Is finds in the reason given to ConnectionLost. Where the
// system's error is known, errors.Is finds that as well.
var (
	// ErrConnectionDone is the orderly end: the peer's end of stream, or LoseConnection.
	ErrConnectionDone = errors.New("connection done")
	// ErrConnectionLost is every other end.
	ErrConnectionLost = errors.New("connection lost")
	// ErrConnectionAborted is the end by AbortConnection on this side. It is an ErrConnectionLost too.
	ErrConnectionAborted error = &reason{"connection aborted", ErrConnectionLost}
	// ErrOutboxFull is the end of a connection whose peer reads slower than the protocol writes and
	// whose protocol registered no producer. It is an ErrConnectionLost too.
	ErrOutboxFull error = &reason{"more written than the outbox limit", ErrConnectionLost}
	// ErrDescriptorOverrun is the end of a connection that sent more descriptors than bytes.
	ErrDescriptorOverrun error = &reason{"descriptor without a byte to travel with", ErrConnectionLost}
)

// Why a connection never came to be: what errors.Is finds in the reason given to ClientConnectionFailed.
var (
	ErrConnectionRefused = errors.New("connection refused")
	// ErrTimeout is a deadline that passed: the connector's own, or the system's.
	ErrTimeout = errors.New("timed out")
	// ErrNoRoute is a host or network that cannot be reached.
	ErrNoRoute = errors.New("no route to host")
	// ErrConnectBind is a local address that a connection could not be given.
	ErrConnectBind = errors.New("cannot bind the local address")
	// ErrStoppedConnecting is Connector.StopConnecting (Twisted: UserError).
	ErrStoppedConnecting = errors.New("connecting was stopped")
	// ErrConnectFailed is every failure to connect that has no sentinel of its own.
	ErrConnectFailed = errors.New("connecting failed")
)

// What calls return.
var (
	ErrNotConnected       = errors.New("not connected")
	ErrWriteClosed        = errors.New("the write side is closed")
	ErrProducerRegistered = errors.New("a producer is already registered")
	// ErrCannotListen is found in every failure to listen.
	ErrCannotListen     = errors.New("cannot listen")
	ErrInvalidAddress   = errors.New("invalid address")
	ErrMessageTooLong   = errors.New("message too long")
	ErrQueueFull        = errors.New("queue full")
	ErrAlreadyConnected = errors.New("already connected")
	// ErrUnsupported is an ability that this system lacks.
	ErrUnsupported = errors.New("not supported here")
	// ErrConnectorState is Connect on a connector that is not idle, or StopConnecting on one that is
	// not connecting.
	ErrConnectorState = errors.New("the connector is in another state")
	// ErrAlreadyRunning is Run inside Run.
	ErrAlreadyRunning = errors.New("the reactor is already running")
	// ErrNotRunning is Stop of a reactor that does not run or is stopping already.
	ErrNotRunning = errors.New("the reactor is not running")
	// ErrDescriptorGone is the end of a registered descriptor that turned out to be closed.
	ErrDescriptorGone = errors.New("the descriptor went away")
)

// reason is a sentinel that is a kind of another.
type reason struct {
	text string
	kind error
}

func (r *reason) Error() string { return r.text }
func (r *reason) Unwrap() error { return r.kind }

// A LostError is the end of a connection for a reason that the system gave.
type LostError struct {
	// Op is what met the error: "read", "write", "close".
	Op string
	// Reason is the sentinel.
	Reason error
	// Err is the system's error.
	Err error
}

func (e *LostError) Error() string   { return fmt.Sprintf("%v: %s: %v", e.Reason, e.Op, e.Err) }
func (e *LostError) Unwrap() []error { return []error{e.Reason, e.Err} }

// A ConnectError is a connection that never came to be.
type ConnectError struct {
	// Addr is where it was to lead.
	Addr Addr
	// Reason is the sentinel.
	Reason error
	// Err is the system's error, or nil.
	Err error
}

func (e *ConnectError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("connect %v: %v", e.Addr, e.Reason)
	}
	return fmt.Sprintf("connect %v: %v: %v", e.Addr, e.Reason, e.Err)
}

func (e *ConnectError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.Err}
}

// A ListenError is a port that could not be opened. It is an ErrCannotListen.
type ListenError struct {
	Addr Addr
	Err  error
}

func (e *ListenError) Error() string {
	return fmt.Sprintf("cannot listen on %s:%v: %v", e.Addr.Net, e.Addr, e.Err)
}
func (e *ListenError) Unwrap() []error { return []error{ErrCannotListen, e.Err} }

// A PanicError is a callback that panicked, as the reason of the end it brought about. It is an
// ErrConnectionLost, and the panic's value too if that was an error.
type PanicError struct {
	// In names the callback: "DataReceived of *chat.Protocol".
	In string
	// Value is what was panicked with.
	Value any
	// Stack is the stack at the panic.
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic in %s: %v", e.In, e.Value) }

func (e *PanicError) Unwrap() []error {
	if err, ok := e.Value.(error); ok {
		return []error{ErrConnectionLost, err}
	}
	return []error{ErrConnectionLost}
}
