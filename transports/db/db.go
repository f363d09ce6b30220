package db

import (
	"context"
	"database/sql"
	"log/slog"

	"ravel/core"
)

// rowsUsual is how many rows a Query takes unless Config.RowsMax says otherwise.
const rowsUsual = 100_000

// A Reactor is what a DB asks of the reactor that it is on, beside core.Threads.
type Reactor interface {
	core.Clock
	Logger() *slog.Logger
}

// Config says how to ask. The zero value works.
type Config struct {
	// RowsMax is how many rows a Query takes; more are ErrTooManyRows. Default 100,000.
	RowsMax int
}

// A DB asks one database, for one reactor. Its methods belong to the reactor's goroutine. Every Deferred
// can be cancelled: what waits for a thread is never done then, and the context of what is done ends, which
// rolls a transaction back.
type DB struct {
	reactor Reactor
	pool    *sql.DB
	rowsMax int
	closed  bool
}

// New is a DB on r, which has core.Threads. pool stays the caller's, who may use it elsewhere as well and
// closes it, if not by Close. A configuration may be given, at most one.
func New(r Reactor, pool *sql.DB, c ...Config) *DB {
	if len(c) > 1 {
		panic("db: New takes at most one configuration")
	}
	d := &DB{reactor: r, pool: pool, rowsMax: rowsUsual}
	if len(c) == 1 && c[0].RowsMax > 0 {
		d.rowsMax = c[0].RowsMax
	}
	return d
}

// Rows are the answer to a Query.
type Rows struct {
	Columns []string
	// Values has one slice for each row, with one value for each column: int64, float64, bool, string,
	// []byte, time.Time or nil, as the driver has it.
	Values [][]any
}

// Query is a Deferred of the rows that a query gives (Twisted: runQuery).
func (d *DB) Query(query string, args ...any) *core.Deferred[Rows] {
	return on(d, "query", func(ctx context.Context) (Rows, error) {
		rows, err := d.pool.QueryContext(ctx, query, args...)
		if err != nil {
			return Rows{}, err
		}
		defer rows.Close()
		return d.read(rows)
	})
}

func (d *DB) read(rows *sql.Rows) (all Rows, err error) {
	if all.Columns, err = rows.Columns(); err != nil {
		return Rows{}, err
	}
	for rows.Next() {
		if len(all.Values) == d.rowsMax {
			return Rows{}, ErrTooManyRows
		}
		values := make([]any, len(all.Columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return Rows{}, err
		}
		all.Values = append(all.Values, values)
	}
	if err := rows.Err(); err != nil {
		return Rows{}, err
	}
	return all, nil
}

// Operation is a Deferred of the effect of a statement that gives no rows (Twisted: runOperation).
func (d *DB) Operation(statement string, args ...any) *core.Deferred[sql.Result] {
	return on(d, "operation", func(ctx context.Context) (sql.Result, error) {
		return d.pool.ExecContext(ctx, statement, args...)
	})
}

// Ping is a Deferred that fires if the database can be asked.
func (d *DB) Ping() *core.Deferred[struct{}] {
	return on(d, "ping", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, d.pool.PingContext(ctx)
	})
}

// Close is a Deferred that fires when the *sql.DB is closed. What is under way goes on; what is asked from
// now on is ErrClosed. A second Close is, too.
func (d *DB) Close() *core.Deferred[struct{}] {
	closing := on(d, "close", func(context.Context) (struct{}, error) { return struct{}{}, d.pool.Close() })
	d.closed = true
	return closing
}

// on calls f on a thread. Its failure is an Error.
func on[T any](d *DB, op string, f func(ctx context.Context) (T, error)) *core.Deferred[T] {
	if d.closed {
		return core.Failed[T](&Error{Op: op, Err: ErrClosed}).On(d.reactor)
	}
	return core.DeferToThread(d.reactor, func(ctx context.Context) (T, error) {
		v, err := f(ctx)
		if err != nil {
			err = failed(ctx, op, err)
		}
		return v, err
	})
}
