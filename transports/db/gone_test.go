package db_test

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
	"ravel/transports/db"
	"ravel/transports/native"
)

// serverEnv marks a test process that is to be a database server.
const serverEnv = "RAVEL_TEST_DATABASE"

// patience is how long a database may take to answer before a test gives up; none waits for it to pass.
const patience = time.Minute

func TestMain(m *testing.M) {
	if os.Getenv(serverEnv) != "" {
		serveStore()
	}
	os.Exit(m.Run())
}

// serveStore is a server of a store: each line is a statement and what belongs to it, and so is each answer.
func serveStore() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	s := newStore()
	for {
		peer, err := l.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			c := &conn{store: s}
			lines := bufio.NewScanner(peer)
			for lines.Scan() {
				if err := c.does(strings.Fields(lines.Text())); err != nil {
					fmt.Fprintln(peer, err)
				} else {
					fmt.Fprintln(peer, "ok")
				}
			}
		}()
	}
}

func (c *conn) does(words []string) (err error) {
	switch words[0] {
	case "ping":
	case "begin":
		_, err = c.Begin()
	case "commit":
		err = c.Commit()
	case "rollback":
		err = c.Rollback()
	case "set":
		_, err = c.ExecContext(context.Background(), "set", []driver.NamedValue{{Value: words[1]}, {Value: words[2]}})
	default:
		err = errors.New("no such statement: " + words[0])
	}
	return err
}

// A server is a database in a process of its own, to which it is a driver.
type server struct {
	cmd  *exec.Cmd
	addr string
}

func startServer(t *testing.T) *server {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), serverEnv+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); cmd.Wait() })
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &server{cmd, strings.TrimSpace(addr)}
}

// dies kills the server, and waits until it is gone.
func (s *server) dies() error {
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	s.cmd.Wait()
	return nil
}

func (s *server) Driver() driver.Driver { return nil }

func (s *server) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return nil, err
	}
	return &wire{c, bufio.NewReader(c)}, c.SetDeadline(time.Now().Add(patience))
}

// A wire is a connection to a server. Its errors are those of the network, as they come.
type wire struct {
	net.Conn
	in *bufio.Reader
}

func (w *wire) asks(words ...any) error {
	if _, err := fmt.Fprintln(w, words...); err != nil {
		return err
	}
	answer, err := w.in.ReadString('\n')
	if err != nil {
		return err
	}
	if answer != "ok\n" {
		return errors.New(strings.TrimSpace(answer))
	}
	return nil
}

func (w *wire) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("nothing is prepared here")
}
func (w *wire) Begin() (driver.Tx, error) { return w, w.asks("begin") }
func (w *wire) Commit() error             { return w.asks("commit") }
func (w *wire) Rollback() error           { return w.asks("rollback") }

func (w *wire) Ping(context.Context) error { return w.asks("ping") }

func (w *wire) ExecContext(_ context.Context, statement string, args []driver.NamedValue) (driver.Result, error) {
	words := []any{statement}
	for _, a := range args {
		words = append(words, a.Value)
	}
	return driver.RowsAffected(1), w.asks(words...)
}

// inEachWorld has do, on a simulated reactor and on one with real threads, ask a server that can die.
func inEachWorld(t *testing.T, do func(t *testing.T, co *coro.Co, d *db.DB, s *server)) {
	quiet := slog.New(slog.DiscardHandler)
	try := func(t *testing.T, r core.Reactor) {
		s := startServer(t)
		pool := sql.OpenDB(s)
		defer pool.Close()
		r.CallWhenRunning(func() {
			coro.Do(r, func(co *coro.Co) error {
				do(t, co, db.New(r, pool), s)
				return nil
			}).AddBoth(func(_ struct{}, err error) (v struct{}, _ error) {
				if err != nil {
					t.Error(err)
				}
				r.Stop()
				return v, nil
			})
		})
		if err := r.Run(t.Context()); err != nil {
			t.Error(err)
		}
		if s := r.(core.Threads).Pool(); s.Running != 0 || s.Waiting != 0 {
			t.Errorf("%d jobs run and %d wait, want every thread back", s.Running, s.Waiting)
		}
		if s := pool.Stats(); s.InUse != 0 {
			t.Errorf("%d connections are in use, want every one back", s.InUse)
		}
	}
	t.Run("simulated", func(t *testing.T) {
		r := fakes.NewReactor(fakes.Config{Seed: 1, Logger: quiet})
		try(t, r)
		r.CheckLeaks(t)
	})
	t.Run("native", func(t *testing.T) {
		r, err := native.Open(native.Config{Logger: quiet, NoSignals: true})
		if err != nil {
			t.Skip(err)
		}
		defer r.Close()
		r.SetPool(core.PoolConfig{Size: 1}) // a thread that is lost would be missed
		try(t, r)
	})
}

// wantGone fails unless err says that the database is gone while op was done.
func wantGone(t *testing.T, why string, err error, op ...string) {
	t.Helper()
	var e *db.Error
	if !errors.Is(err, db.ErrGone) || !errors.As(err, &e) || !slices.Contains(op, e.Op) {
		t.Errorf("%s: got %v, want that the database is gone, of %q", why, err, op)
	}
}

func TestAServerThatDiesInAnInteraction(t *testing.T) {
	inEachWorld(t, func(t *testing.T, co *coro.Co, d *db.DB, s *server) {
		if _, err := coro.Await(co, db.Interaction(d, setting("a", "1", nil))); err != nil {
			t.Fatalf("while it lives: %v", err)
		}
		var own error
		_, err := coro.Await(co, db.Interaction(d, func(ctx context.Context, tx *sql.Tx) (string, error) {
			if _, err := tx.ExecContext(ctx, "set", "a", "2"); err != nil {
				return "", err
			}
			if err := s.dies(); err != nil {
				return "", err
			}
			_, own = tx.ExecContext(ctx, "set", "a", "3")
			return "", own
		}))
		wantGone(t, "in the middle of it", err, "interaction")
		if own == nil || !errors.Is(err, own) {
			t.Errorf("got %v, want the function's own error %v in it", err, own)
		}
		_, err = coro.Await(co, db.Interaction(d, setting("a", "4", nil)))
		wantGone(t, "the next one", err, "begin")
		_, err = coro.Await(co, d.Operation("set", "a", "5"))
		wantGone(t, "an operation", err, "operation")
		_, err = coro.Await(co, d.Ping())
		wantGone(t, "a ping", err, "ping")
	})
}

func TestAServerThatDiesBeforeTheCommit(t *testing.T) {
	inEachWorld(t, func(t *testing.T, co *coro.Co, d *db.DB, s *server) {
		_, err := coro.Await(co, db.Interaction(d, func(context.Context, *sql.Tx) (int, error) { return 1, s.dies() }))
		wantGone(t, "the function succeeded, the commit did not", err, "commit")
	})
}

func TestAServerThatDiesUnderOneConnection(t *testing.T) {
	inEachWorld(t, func(t *testing.T, co *coro.Co, d *db.DB, s *server) {
		_, err := coro.Await(co, db.WithConn(d, func(ctx context.Context, c *sql.Conn) (int, error) {
			if err := s.dies(); err != nil {
				return 0, err
			}
			for { // the network may take the first word before it knows
				if _, err := c.ExecContext(ctx, "set", "a", "1"); err != nil && !errors.Is(err, io.EOF) {
					return 0, err
				}
			}
		}))
		wantGone(t, "the connection broke", err, "connection")
	})
}

func TestAnInteractionsOwnEndOfFileIsNotTheDatabases(t *testing.T) {
	g := newRig(t)
	d := db.Interaction(g.db, setting("a", "1", io.EOF))
	g.pass()
	if _, err, _ := d.Result(); err != io.EOF {
		t.Errorf("got %v, want the function's own error", err)
	}
	wantsIs(g, "it is handled", d, io.EOF)
	g.wantsStory("the database is there to roll it back", "begin rollback")
}
