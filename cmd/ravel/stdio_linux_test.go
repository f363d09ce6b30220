package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// served is a "ravel serve" on standard input and output, not started yet. Its standard error is log.
func served(t *testing.T, args ...string) (cmd *exec.Cmd, log *bytes.Buffer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	cmd = exec.CommandContext(ctx, built, append([]string{"serve"}, args...)...)
	log = &bytes.Buffer{}
	cmd.Stderr = log
	return cmd, log
}

func TestEchoOnStandardInputAndOutput(t *testing.T) {
	for _, text := range []string{"", "hi", strings.Repeat("0123456789abcdef", 1<<18)} {
		cmd, log := served(t, "echo", "--listen", "stdio:")
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.Output()
		if err != nil || string(out) != text {
			t.Errorf("%d bytes became %d, %v; want the same, and the end after them; log:\n%s", len(text), len(out), err, log)
		}
		if !strings.Contains(log.String(), "echo listening on stdio:\n") {
			t.Errorf("the line goes to standard error, which is %q", log)
		}
	}
}

func TestEchoFromFileToFile(t *testing.T) {
	text := strings.Repeat("what a file has\n", 1<<16)
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(path + ".out")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd, log := served(t, "echo", "--listen", "stdio:")
	cmd.Stdin, cmd.Stdout = in, out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v; log:\n%s", err, log)
	}
	if got, err := os.ReadFile(path + ".out"); err != nil || string(got) != text {
		t.Errorf("%d bytes came, %v; want %d", len(got), err, len(text))
	}
}

// socket is one end of a connection that blocks, and the other as a file.
func socket(t *testing.T) (ours, childs *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, childs = os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "childs")
	t.Cleanup(func() { ours.Close(); childs.Close() })
	return ours, childs
}

// mode is the flags of an open file, which Fd could change.
func mode(t *testing.T, f *os.File) (flags int) {
	t.Helper()
	raw, err := f.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if e := raw.Control(func(fd uintptr) { flags, err = unix.FcntlInt(fd, unix.F_GETFL, 0) }); e != nil || err != nil {
		t.Fatal(e, err)
	}
	return flags
}

func TestOneSocketIsInputAndOutputAndGetsItsModeBack(t *testing.T) {
	ours, childs := socket(t)
	cmd, log := served(t, "echo", "--listen", "stdio:")
	cmd.Stdin, cmd.Stdout = childs, childs // both descriptors of the child lead to one open file, which is ours as well
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.WriteString("hello"); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 5)
	if _, err := io.ReadFull(ours, got); err != nil || string(got) != "hello" {
		t.Errorf("heard %q, %v", got, err)
	}
	during := mode(t, childs)
	if err := unix.Shutdown(int(ours.Fd()), unix.SHUT_WR); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v; log:\n%s", err, log)
	}
	after := mode(t, childs)
	if during&unix.O_NONBLOCK == 0 || after&unix.O_NONBLOCK != 0 {
		t.Errorf("mode %#o while it runs and %#o after it, want O_NONBLOCK and not", during, after)
	}
}

func TestSignalGivesTheModeBack(t *testing.T) {
	ours, childs := socket(t)
	cmd, log := served(t, "echo", "--listen", "stdio:", "--grace", "0")
	cmd.Stdin, cmd.Stdout = childs, childs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ours.WriteString("x")
	if _, err := io.ReadFull(ours, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Signal(unix.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v; log:\n%s", err, log)
	}
	if flags := mode(t, childs); flags&unix.O_NONBLOCK != 0 {
		t.Errorf("mode %#o", flags)
	}
}

func TestTerminalIsServedUntilItsEndIsTyped(t *testing.T) {
	master, tty := pty(t)
	defer tty.Close()
	cmd, log := served(t, "echo", "--listen", "stdio:")
	cmd.Stdin, cmd.Stdout = tty, tty
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := master.WriteString("hello\n\x04"); err != nil {
		t.Fatal(err)
	}
	const want = "hello\r\nhello\r\n" // what the terminal shows of the keys, and then the answer
	got := make([]byte, len(want))
	if _, err := io.ReadFull(master, got); err != nil || string(got) != want {
		t.Errorf("the screen shows %q, %v; want %q", got, err, want)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v; log:\n%s", err, log)
	}
	if flags := mode(t, tty); flags&unix.O_NONBLOCK != 0 {
		t.Errorf("its mode is left %#o", flags)
	}
}

func TestReaderThatGoesEndsTheEcho(t *testing.T) {
	cmd, log := served(t, "chargen", "--listen", "stdio:")
	in, err := cmd.StdinPipe() // which stays open
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 1000)); err != nil {
		t.Error(err)
	}
	out.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v; log:\n%s", err, log)
	}
}

func TestMisuseOfStandardIO(t *testing.T) {
	for why, args := range map[string][]string{
		"named 2 times":                  {"--listen", "stdio:", "--listen", "stdio:"},
		"--daemon has no standard input": {"--listen", "stdio:", "--daemon"},
		"is not an argument":             {"--listen", "stdio:1"},
		"stdio: is one connection":       {"--listen", "stdio:", "--listen", "haproxy:stdio:"},
		"epoll, poll, portable":          {"--listen", "stdio:", "--reactor", "none"},
	} {
		got := ravel(t, append([]string{"serve", "echo"}, args...)...)
		if got.code == exitOK || !strings.Contains(got.stderr, why) || got.stdout != "" {
			t.Errorf("%q: exit code %d, %q; want %q", args, got.code, got.stderr, why)
		}
	}
}
