package db_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A store is a small database of names and values that speaks to database/sql. Its statements are "set",
// with a name and a value, "get", with a name, and "all".
type store struct {
	mu       sync.Mutex
	values   map[string]string
	gone     bool  // the next use of a connection finds it broken
	refusal  error // what a connect fails with
	commit   error // what a commit fails with
	rollback error // what a rollback fails with
	story    []string
}

func newStore() *store { return &store{values: make(map[string]string)} }

func (s *store) open() *sql.DB { return sql.OpenDB(s) }

func (s *store) note(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.story = append(s.story, event)
}

// told is what has happened to transactions since it was called last.
func (s *store) told() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	story := strings.Join(s.story, " ")
	s.story = nil
	return story
}

func (s *store) get(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[name]
}

// breaks has connections be broken from now on, and new ones be refused with why.
func (s *store) breaks(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone, s.refusal = true, why
}

func (s *store) Connect(context.Context) (driver.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusal != nil {
		return nil, s.refusal
	}
	return &conn{store: s}, nil
}

func (s *store) Driver() driver.Driver { return nil }

// conn is one connection. Inside a transaction it has values of its own.
type conn struct {
	store *store
	own   map[string]string
}

func (c *conn) Close() error { return nil }
func (c *conn) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("nothing is prepared here")
}

func (c *conn) Begin() (driver.Tx, error) {
	c.store.mu.Lock()
	defer c.store.mu.Unlock()
	if c.store.gone {
		return nil, driver.ErrBadConn
	}
	c.own = maps.Clone(c.store.values)
	c.store.story = append(c.store.story, "begin")
	return c, nil
}

func (c *conn) Commit() error {
	c.store.note("commit")
	c.store.mu.Lock()
	defer c.store.mu.Unlock()
	if c.store.commit == nil {
		c.store.values = c.own
	}
	c.own = nil
	return c.store.commit
}

func (c *conn) Rollback() error {
	c.store.note("rollback")
	c.own = nil
	c.store.mu.Lock()
	defer c.store.mu.Unlock()
	if c.store.gone {
		return driver.ErrBadConn
	}
	return c.store.rollback
}

// do calls f with the values that this connection sees.
func (c *conn) do(f func(values map[string]string)) error {
	c.store.mu.Lock()
	defer c.store.mu.Unlock()
	if c.store.gone {
		return driver.ErrBadConn
	}
	if c.own != nil {
		f(c.own)
	} else {
		f(c.store.values)
	}
	return nil
}

func (c *conn) ExecContext(_ context.Context, statement string, args []driver.NamedValue) (driver.Result, error) {
	if statement != "set" || len(args) != 2 {
		return nil, errors.New("no such statement: " + statement)
	}
	err := c.do(func(values map[string]string) { values[args[0].Value.(string)] = args[1].Value.(string) })
	return driver.RowsAffected(1), err
}

func (c *conn) QueryContext(_ context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	r := &rows{}
	switch query {
	case "get":
		return r, c.do(func(values map[string]string) {
			name := args[0].Value.(string)
			if v, ok := values[name]; ok {
				r.left = append(r.left, []driver.Value{name, v})
			}
		})
	case "all":
		return r, c.do(func(values map[string]string) {
			for _, name := range slices.Sorted(maps.Keys(values)) {
				r.left = append(r.left, []driver.Value{name, values[name]})
			}
		})
	}
	return nil, errors.New("no such query: " + query)
}

type rows struct{ left [][]driver.Value }

func (r *rows) Columns() []string { return []string{"name", "value"} }
func (r *rows) Close() error      { return nil }

func (r *rows) Next(into []driver.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	copy(into, r.left[0])
	r.left = r.left[1:]
	return nil
}
