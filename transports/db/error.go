package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"ravel/core"
)

var (
	// ErrGone is a database that cannot be reached, or whose connection broke. It was or was not done: an
	// interaction that had not come to its commit was not.
	ErrGone = errors.New("the database is gone")
	// ErrClosed is a question to a DB that was closed.
	ErrClosed = errors.New("the database is closed")
	// ErrTooManyRows is an answer that is longer than Config.RowsMax.
	ErrTooManyRows = errors.New("more rows than the limit")
)

// An Error is something that the database did not do.
type Error struct {
	// Op is what failed: "query", "operation", "connect", "connection", "begin", "interaction", "commit", "ping", "close".
	Op string
	// Err is the driver's error, or database/sql's.
	Err error
	// Gone is true if the database is to blame, and not what was asked. errors.Is finds ErrGone then.
	Gone bool
}

func (e *Error) Error() string {
	if e.Gone {
		return e.Op + ": " + ErrGone.Error() + ": " + e.Err.Error()
	}
	return e.Op + ": " + e.Err.Error()
}

func (e *Error) Unwrap() []error {
	if e.Gone {
		return []error{ErrGone, e.Err}
	}
	return []error{e.Err}
}

// failed is err as an Error. What failed since the job was given up has failed for that reason.
func failed(ctx context.Context, op string, err error) error {
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, context.Canceled) {
		return &Error{Op: op, Err: cause}
	}
	return &Error{Op: op, Err: err, Gone: isGone(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)}
}

// isGone reports whether err is that of a connection and nothing else. The end of a file, which it often is,
// could be of any file where somebody else's code has run.
func isGone(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.As(err, &network) && !isCancel(err)
}

// isCancel reports whether err is the end of a context, which is a net.Error too if it was a deadline.
func isCancel(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, core.ErrCancelled)
}
