package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// hostEnv marks a test process that is to become a shell on a host of its own: one with a loopback interface
// and every port free. Its value is what the shell is to do.
const hostEnv = "RAVEL_TEST_HOST"

func becomeHost() {
	script, ok := os.LookupEnv(hostEnv)
	if !ok {
		return
	}
	os.Unsetenv(hostEnv)
	err := loopbackUp()
	if err == nil {
		err = syscall.Exec("/bin/sh", []string{"sh", "-c", script}, os.Environ())
	}
	panic(err)
}

// loopbackUp switches on the interface that a new network namespace has switched off.
func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}

// examples are the blocks of commands in a help, each a list of commands as they stand there.
func examples(help string) (blocks [][]string) {
	var block []string
	for _, line := range append(strings.Split(help, "\n"), "") {
		command, indented := strings.CutPrefix(line, "  ")
		switch {
		case indented && strings.HasPrefix(command, "  ") && block != nil:
			block[len(block)-1] += "\n" + command // it goes on
		case indented:
			block = append(block, command)
		default:
			if strings.Contains(strings.Join(block, "\n"), "ravel s") {
				blocks = append(blocks, block)
			}
			block = nil
		}
	}
	return blocks
}

func TestTheExamplesOfHelpWorkWhenPasted(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only the superuser has hosts to try them on")
	}
	if err := os.Symlink(built, filepath.Join(filepath.Dir(built), "ravel")); err != nil {
		t.Fatal(err)
	}
	for _, name := range append([]string{""}, commandNames()...) {
		blocks := examples(ravel(t, strings.Fields(name+" --help")...).stdout)
		if len(blocks) == 0 {
			t.Errorf("ravel %s --help has no example", name)
		}
		for _, block := range blocks {
			dir := t.TempDir() // a block's commands are pasted in the same directory, one after the other
			for _, command := range block {
				if !strings.Contains(command, "serve") || strings.Contains(command, "|") || strings.Contains(command, "--daemon") {
					pasted(t, dir, command, "")
				} else {
					pasted(t, dir, command, " listening on ")
				}
			}
		}
	}
}

// pasted has a shell do what a help says, in a directory, on a host of its own. It has to end by itself without
// an error, or, if it is one that serves, to say so, and then to end in order when it is told to.
func pasted(t *testing.T, dir, script, says string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	if says != "" {
		script = "exec " + script // so that the signal reaches it
	}
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), hostEnv+"="+script, "PATH="+filepath.Dir(built)+":"+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); errors.Is(err, syscall.EPERM) {
		t.Skip("there are no network namespaces here")
	} else if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if says != "" {
		if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, says) {
			t.Errorf("$ %s\n%s%v; want a line with %q", script, line, err, says)
		}
		cmd.Process.Signal(os.Interrupt)
	}
	io.Copy(io.Discard, lines)
	if err := cmd.Wait(); err != nil {
		t.Errorf("$ %s\n%v, standard error:\n%s", script, err, log.String())
	}
}
