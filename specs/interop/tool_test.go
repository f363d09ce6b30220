//go:build interop

package interop

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os/exec"
	"testing"
	"time"
)

// patience is how long a program may take before a spec gives it up; none of them waits for it to pass.
const patience = 60 * time.Second

// python is Debian's, which has python3-twisted; another one may come first in PATH.
const python = "/usr/bin/python3"

// A tool is a program that runs. It is killed at the end of the spec, if it has not ended.
type tool struct {
	t    *testing.T
	name string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader // standard output and error
	done bool
}

// start runs a program that the Debian package has.
func start(t *testing.T, debian, program string, args ...string) *tool {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is needed for this spec and not installed: apt-get install %s (%v)", program, debian, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	k := &tool{t: t, name: program, cmd: exec.CommandContext(ctx, path, args...)}
	if k.in, err = k.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := k.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	k.cmd.Stderr = k.cmd.Stdout
	k.out = bufio.NewReader(out)
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if !k.done {
			k.cmd.Wait()
		}
	})
	return k
}

// twisted runs peer.py.
func twisted(t *testing.T, args ...string) *tool {
	t.Helper()
	if out, err := exec.Command(python, "-c", "import twisted").CombinedOutput(); err != nil {
		t.Fatalf("Twisted is needed for this spec and %s has none: apt-get install python3-twisted (%v: %s)", python, err, out)
	}
	return start(t, "python3", python, append([]string{"testdata/peer.py"}, args...)...)
}

// says types text.
func (k *tool) says(text string) {
	k.t.Helper()
	if _, err := io.WriteString(k.in, text); err != nil {
		k.t.Fatalf("%s takes no input: %v", k.name, err)
	}
}

// shows wants exactly text next.
func (k *tool) shows(text string) {
	k.t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(k.out, got); err != nil || string(got) != text {
		k.t.Fatalf("%s showed %q (%v), want %q", k.name, got[:n], err, text)
	}
}

// leaves ends the program's input and wants text, the end, and success.
func (k *tool) leaves(text string) {
	k.t.Helper()
	if err := k.in.Close(); err != nil {
		k.t.Fatal(err)
	}
	k.ends(text)
}

// ends wants text, the end, and success.
func (k *tool) ends(text string) {
	k.t.Helper()
	rest, err := io.ReadAll(k.out)
	if err != nil || string(rest) != text {
		k.t.Fatalf("%s showed %q (%v) at the end, want %q", k.name, rest, err, text)
	}
	k.done = true
	if err := k.cmd.Wait(); err != nil {
		k.t.Fatalf("%s: %v", k.name, err)
	}
}

// showsUntil wants text, whatever comes before it.
func (k *tool) showsUntil(text string) {
	k.t.Helper()
	var seen []byte
	for !bytes.HasSuffix(seen, []byte(text)) {
		b, err := k.out.ReadByte()
		if err != nil {
			k.t.Fatalf("%s showed %q (%v), want %q", k.name, seen, err, text)
		}
		seen = append(seen, b)
	}
}

// rest ends the program's input and is all that it shows to its end, however that turns out.
func (k *tool) rest() string {
	k.t.Helper()
	k.in.Close()
	rest, err := io.ReadAll(k.out)
	if err != nil {
		k.t.Fatal(err)
	}
	k.done = true
	k.cmd.Wait()
	return string(rest)
}
