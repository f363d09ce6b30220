package db

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"ravel/core"
)

// Interaction has f called with a transaction, on a thread, and is a Deferred of what f returns (Twisted:
// runInteraction). When f returns without an error the transaction is committed, and the Deferred has f's
// value only then. If f fails or panics it is rolled back, and the Deferred fails with f's own error; a
// rollback that fails as well is logged. If that is so because the database is gone, the failure is an [Error]
// of f's, that is ErrGone too. Options may be given, at most one.
//
// f must neither commit nor roll back, nor touch anything that is the reactor's: it has core.Wait,
// core.Blocking and Post for that. What it asks, it asks with ctx.
func Interaction[T any](d *DB, f func(ctx context.Context, tx *sql.Tx) (T, error), opts ...sql.TxOptions) *core.Deferred[T] {
	var options *sql.TxOptions
	if len(opts) > 1 {
		panic("db: Interaction takes at most one TxOptions")
	}
	if len(opts) == 1 {
		options = &opts[0]
	}
	if d.closed {
		return core.Failed[T](&Error{Op: "begin", Err: ErrClosed}).On(d.reactor)
	}
	return core.DeferToThread(d.reactor, func(ctx context.Context) (T, error) {
		tx, err := d.pool.BeginTx(ctx, options)
		if err != nil {
			return *new(T), failed(ctx, "begin", err)
		}
		over := false
		defer func() { // after a panic and Goexit
			if !over {
				d.rollback(tx)
			}
		}()
		v, err := f(ctx, tx)
		if err != nil {
			over = true
			if d.rollback(tx) && context.Cause(ctx) == nil {
				err = &Error{Op: "interaction", Err: err, Gone: true}
			}
			return *new(T), err
		}
		over = true // whatever Commit says: database/sql has no Rollback after it
		if err := tx.Commit(); err != nil {
			return *new(T), failed(ctx, "commit", err)
		}
		return v, nil
	})
}

// rollback is called on the thread of the interaction. It reports whether the database is gone, which has then
// no transaction to roll back.
func (d *DB) rollback(tx *sql.Tx) (gone bool) {
	err := tx.Rollback()
	switch {
	case err == nil, errors.Is(err, sql.ErrTxDone): // the end of the context was quicker
		return false
	case isGone(err), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return true
	}
	d.reactor.Logger().Error("rollback failed", "err", err)
	return false
}

// WithConn has f called with one connection, on a thread, and is a Deferred of what f returns (Twisted:
// runWithConnection). It is for what belongs to a connection, such as temporary tables; afterwards it goes
// back to the *sql.DB. The failure is f's own; if it is that of a connection which broke, it is ErrGone too.
func WithConn[T any](d *DB, f func(ctx context.Context, c *sql.Conn) (T, error)) *core.Deferred[T] {
	if d.closed {
		return core.Failed[T](&Error{Op: "connect", Err: ErrClosed}).On(d.reactor)
	}
	return core.DeferToThread(d.reactor, func(ctx context.Context) (T, error) {
		c, err := d.pool.Conn(ctx)
		if err != nil {
			return *new(T), failed(ctx, "connect", err)
		}
		defer c.Close()
		v, err := f(ctx, c)
		if err != nil && isGone(err) && context.Cause(ctx) == nil {
			err = &Error{Op: "connection", Err: err, Gone: true}
		}
		return v, err
	})
}
