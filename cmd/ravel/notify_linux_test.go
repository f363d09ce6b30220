package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A supervisor is where sd_notify's messages arrive.
type supervisor struct {
	t    *testing.T
	path string
	conn *net.UnixConn
}

func supervise(t *testing.T) *supervisor {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &supervisor{t, path, conn}
}

func (s *supervisor) hears() string {
	s.t.Helper()
	p := make([]byte, 1024)
	n, err := s.conn.Read(p)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(p[:n])
}

// notified is a notifier whose environment is env; what it takes out of it is gone.
func notified(env map[string]string) (*notifier, error) {
	return newNotifier(func(name string) string { return env[name] },
		func(name string) error { delete(env, name); return nil }, 42)
}

func TestASupervisorIsTold(t *testing.T) {
	s := supervise(t)
	env := map[string]string{"NOTIFY_SOCKET": s.path, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "42"}
	n, err := notified(env)
	if err != nil {
		t.Fatal(err)
	}
	defer n.close()
	if len(env) != 0 {
		t.Errorf("children would find %v", env)
	}
	if n.every() != 1500*time.Millisecond {
		t.Errorf("a sign of life every %v, want half of the 3s", n.every())
	}
	for want, say := range map[string]func() error{"READY=1\nMAINPID=": n.ready, "STOPPING=1": n.stopping, "WATCHDOG=1": n.lives} {
		if err := say(); err != nil {
			t.Error(err)
		}
		if got := s.hears(); !strings.HasPrefix(got, want) {
			t.Errorf("the supervisor hears %q, want %q", got, want)
		}
	}
}

func TestWithoutASupervisorNobodyIsTold(t *testing.T) {
	n, err := notified(map[string]string{"WATCHDOG_USEC": "1"})
	if n != nil || err != nil || n.ready() != nil || n.every() != 0 {
		t.Errorf("%v, %v; want nobody who listens", n, err)
	}
	n.close()
}

func TestASupervisorThatMakesNoSense(t *testing.T) {
	s := supervise(t)
	for _, usec := range []string{"0", "-1", "soon", "9223372036854775807"} {
		if _, err := notified(map[string]string{"NOTIFY_SOCKET": s.path, "WATCHDOG_USEC": usec}); err == nil {
			t.Errorf("WATCHDOG_USEC=%s was taken", usec)
		}
	}
	if _, err := notified(map[string]string{"NOTIFY_SOCKET": s.path + ".not"}); err == nil {
		t.Error("a socket that is not there was taken")
	}
	n, err := notified(map[string]string{"NOTIFY_SOCKET": s.path, "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"})
	if err != nil || n.every() != 0 {
		t.Errorf("%v, %v; want no watchdog: it is another process's", n, err)
	}
}

func TestASupervisorThatAsksForAReloadHearsItsBeginningAndEnd(t *testing.T) {
	s := supervise(t)
	t.Setenv("NOTIFY_SOCKET", s.path)
	log := filepath.Join(t.TempDir(), "log")
	c, _ := serve(t, "echo", "--logfile", log)
	ready := "READY=1\nMAINPID=" + strconv.Itoa(c.cmd.Process.Pid)
	if got := s.hears(); got != ready {
		t.Fatalf("heard %q, want %q", got, ready)
	}
	before, _ := monotonic()
	if err := os.Rename(log, log+".old"); err != nil {
		t.Fatal(err)
	}
	c.signal(syscall.SIGHUP)
	got := s.hears()
	usec, ok := strings.CutPrefix(got, "RELOADING=1\nMONOTONIC_USEC=")
	at, err := strconv.ParseInt(usec, 10, 64)
	if !ok || err != nil || at < before.Microseconds() {
		t.Errorf("heard %q, want that it reloads since a time after %v", got, before)
	}
	if got := s.hears(); got != ready {
		t.Errorf("heard %q, want that it is ready again", got)
	}
	if _, err := os.Stat(log); err != nil {
		t.Errorf("there is no new log file when it says that it is ready: %v", err)
	}
	c.interrupt()
	c.end()
}

func TestReadyAndStoppingReachTheSupervisor(t *testing.T) {
	s := supervise(t)
	t.Setenv("NOTIFY_SOCKET", s.path)
	t.Setenv("WATCHDOG_USEC", "20000")
	c, _ := serve(t, "echo")
	if got, want := s.hears(), "READY=1\nMAINPID="+strconv.Itoa(c.cmd.Process.Pid); got != want && got != "WATCHDOG=1" {
		t.Errorf("heard %q, want %q", got, want)
	}
	for range 3 {
		s.hears() // the watchdog's, one after the other, or this fails
	}
	c.interrupt()
	for got := ""; got != "STOPPING=1"; got = s.hears() {
		if got != "" && got != "WATCHDOG=1" && !strings.HasPrefix(got, "READY=1") {
			t.Fatalf("heard %q", got)
		}
	}
	if code, _, log := c.end(); code != exitOK {
		t.Errorf("exit code %d; log:\n%s", code, log)
	}
}
