package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A child is a "ravel serve" that runs.
type child struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout *bufio.Reader
	stderr *bufio.Reader
	log    strings.Builder // what was read of stderr
	exited bool
}

// serve starts "ravel serve" and reads the line of each endpoint. It is killed at the end of the test.
func serve(t *testing.T, args ...string) (c *child, at []endpoint) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	c = &child{t: t, cmd: exec.CommandContext(ctx, built, append([]string{"serve"}, args...)...)}
	stdout, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := c.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.stdout, c.stderr = bufio.NewReader(stdout), bufio.NewReader(stderr)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if !c.exited {
			c.cmd.Wait()
		}
	})
	asked := max(1, countOf(args, "--listen"))
	for range asked {
		line, err := c.stdout.ReadString('\n')
		if err != nil {
			rest, _ := io.ReadAll(c.stderr)
			t.Fatalf("ravel serve %q printed %q, then %v; standard error:\n%s", args, line, err, rest)
		}
		where, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), args[0]+" listening on ")
		kind, rest, found := strings.Cut(where, ":")
		if !ok || !found {
			t.Fatalf("ravel serve %q printed %q", args, line)
		}
		at = append(at, endpoint{kind, rest})
	}
	return c, at
}

func countOf(args []string, want string) (n int) {
	for _, a := range args {
		if a == want {
			n++
		}
	}
	return n
}

// interrupt sends SIGINT.
func (c *child) interrupt() {
	c.t.Helper()
	c.signal(os.Interrupt)
}

func (c *child) signal(s os.Signal) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.t.Fatal(err)
	}
}

// logs reads the log up to a line that has text.
func (c *child) logs(text string) {
	c.t.Helper()
	for {
		line, err := c.stderr.ReadString('\n')
		c.log.WriteString(line)
		if strings.Contains(line, text) {
			return
		}
		if err != nil {
			c.t.Fatalf("the log ended before %q:\n%s", text, c.log.String())
		}
	}
}

// end waits for the exit and returns the code, what was left of standard output, and the whole log.
func (c *child) end() (code int, stdout, log string) {
	c.t.Helper()
	rest, err := io.ReadAll(c.stdout)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := io.Copy(&c.log, c.stderr); err != nil {
		c.t.Fatal(err)
	}
	c.cmd.Wait()
	c.exited = true
	return c.cmd.ProcessState.ExitCode(), string(rest), c.log.String()
}

// A talk is a connection to a child, and reads lines.
type talk struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

// dial connects to where a child listens.
func dial(t *testing.T, e endpoint) *talk {
	t.Helper()
	c, err := net.Dial(map[string]string{"tcp": "tcp4", "tcp6": "tcp6", "udp": "udp", "unix": "unix"}[e.kind], e.rest)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &talk{t, c, bufio.NewReader(c)}
}

// closesWrite ends this direction.
func (k *talk) closesWrite() {
	k.t.Helper()
	if err := k.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		k.t.Fatal(err)
	}
}

func (k *talk) says(text string) {
	k.t.Helper()
	if _, err := io.WriteString(k, text); err != nil {
		k.t.Fatal(err)
	}
}

// hears wants exactly text next.
func (k *talk) hears(text string) {
	k.t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(k.in, got); err != nil || string(got) != text {
		k.t.Fatalf("heard %q (%v), want %q", got[:n], err, text)
	}
}

// hearsTheEnd wants nothing any more, and the connection ended in order.
func (k *talk) hearsTheEnd() {
	k.t.Helper()
	if rest, err := io.ReadAll(k.in); err != nil || len(rest) > 0 {
		k.t.Fatalf("heard %q (%v), want the end", rest, err)
	}
}

// isCut wants nothing any more, and the connection ended: in order, or with a reset if the server had not read
// everything.
func (k *talk) isCut() {
	k.t.Helper()
	rest, err := io.ReadAll(k.in)
	if len(rest) > 0 || err != nil && !errors.Is(err, syscall.ECONNRESET) {
		k.t.Fatalf("heard %q (%v), want the end", rest, err)
	}
}

// joins enters the chat.
func (k *talk) joins(name string) {
	k.t.Helper()
	k.hears("What's your name?\r\n")
	k.says(name + "\r\n")
	k.hears(fmt.Sprintf("Welcome, %s!\r\n", name))
}
