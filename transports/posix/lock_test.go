//go:build linux

package posix_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestLock(t *testing.T) {
	r, other := newRig(t), newRig(t)
	path := filepath.Join(t.TempDir(), "socket.lock")
	want(t, "no file, no lock", r.p.Locked(path), false)
	stale, err := r.p.Lock(path)
	r.must("locking", err)
	want(t, "nobody had it", stale, false)
	text, err := os.ReadFile(path)
	r.must("reading", err)
	want(t, "it names this process", strings.TrimSpace(string(text)), strconv.Itoa(os.Getpid()))
	want(t, "it is held", other.p.Locked(path), true)

	_, err = r.p.Lock(path)
	r.wantErr("it cannot be had twice", err, unix.EEXIST)
	_, err = other.p.Lock(path)
	r.wantErr("also not by another port", err, unix.EEXIST)
	r.wantErr("who does not hold it cannot release it", other.p.Unlock(path), unix.ENOENT)

	r.must("unlocking", r.p.Unlock(path))
	want(t, "it is free", other.p.Locked(path), false)
	stale, err = other.p.Lock(path)
	r.must("locking again", err)
	want(t, "it was free", stale, false)
	r.wantErr("once", r.p.Unlock(path), unix.ENOENT)
	wantOnly(t, path)
}

func TestLockStale(t *testing.T) {
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	for why, text := range map[string]string{
		"its process is gone":                       strconv.Itoa(child.Process.Pid) + "\n",
		"it names nobody":                           "",
		"it cannot be read":                         "not a number",
		"it names group 0":                          "0",
		"it names a group":                          "-1",
		"it names this process, of an earlier life": strconv.Itoa(os.Getpid()),
	} {
		t.Run(why, func(t *testing.T) {
			r := newRig(t)
			path := filepath.Join(t.TempDir(), "socket.lock")
			r.must("writing", os.WriteFile(path, []byte(text), 0o600))
			want(t, "nobody holds it", r.p.Locked(path), false)
			stale, err := r.p.Lock(path)
			r.must("taking over", err)
			want(t, "it was stale", stale, true)
			want(t, "it is held", r.p.Locked(path), true)
			wantOnly(t, path)
		})
	}
}

func TestLockOfALiveProcess(t *testing.T) {
	r := newRig(t)
	child := exec.Command("cat")
	in, err := child.StdinPipe()
	r.must("a pipe", err)
	r.must("starting", child.Start())
	path := filepath.Join(t.TempDir(), "socket.lock")
	r.must("a lock of a program that knows no flock", os.WriteFile(path, []byte(strconv.Itoa(child.Process.Pid)), 0o600))
	want(t, "counts", r.p.Locked(path), true)
	_, err = r.p.Lock(path)
	r.wantErr("and is respected", err, unix.EEXIST)
	in.Close()
	r.must("until it ends", child.Wait())
	stale, err := r.p.Lock(path)
	r.must("then it is taken over", err)
	want(t, "as stale", stale, true)
}

func TestLockFollowsNoLink(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	path, victim := filepath.Join(dir, "socket.lock"), filepath.Join(dir, "victim")
	r.must("a file", os.WriteFile(victim, []byte("precious"), 0o600))
	r.must("a link to it", os.Symlink(victim, path))
	_, err := r.p.Lock(path)
	r.wantErr("a link is no lock", err, unix.ELOOP)
	want(t, "held by nobody", r.p.Locked(path), false)
	text, err := os.ReadFile(victim)
	r.must("reading", err)
	want(t, "and leads nowhere", string(text), "precious")
}

func TestLockInNoDirectory(t *testing.T) {
	r := newRig(t)
	_, err := r.p.Lock(filepath.Join(t.TempDir(), "none", "socket.lock"))
	r.wantErr("the system's error", err, unix.ENOENT)
}

func TestLockOfAClosedPort(t *testing.T) {
	r, gone := newRig(t), newRig(t)
	path := filepath.Join(t.TempDir(), "socket.lock")
	_, err := gone.p.Lock(path)
	r.must("locking", err)
	gone.p.Close()
	stale, err := r.p.Lock(path)
	r.must("a port that closed without unlocking holds nothing", err)
	want(t, "it left a stale lock", stale, true)
	_, err = gone.p.Lock(path)
	r.wantErr("a closed port locks nothing", err, port.ErrClosed)
}

func TestLockRemovedByHand(t *testing.T) {
	r, other := newRig(t), newRig(t)
	path := filepath.Join(t.TempDir(), "socket.lock")
	_, err := r.p.Lock(path)
	r.must("locking", err)
	r.must("removing it", os.Remove(path))
	_, err = other.p.Lock(path)
	r.must("another has it now", err)
	r.must("unlocking", r.p.Unlock(path))
	want(t, "takes nothing away from the other", r.p.Locked(path), true)
}

// Takers race for one stale lock, many times: never do two of them hold it.
func TestLockTakenOverByOne(t *testing.T) {
	const takers, rounds = 8, 40
	path := filepath.Join(t.TempDir(), "socket.lock")
	rigs := make([]*rig, takers)
	for i := range rigs {
		rigs[i] = newRig(t)
	}
	for range rounds {
		if err := os.WriteFile(path, []byte("gone"), 0o600); err != nil {
			t.Fatal(err)
		}
		var held [takers]bool
		var wg sync.WaitGroup
		for i, r := range rigs {
			wg.Go(func() {
				_, err := r.p.Lock(path)
				held[i] = err == nil
			})
		}
		wg.Wait()
		n := 0
		for i, r := range rigs {
			if held[i] {
				n++
				r.must("unlocking", r.p.Unlock(path))
			}
		}
		want(t, "holders", n, 1)
	}
}

// wantOnly wants nothing beside path in its directory: no draft was left.
func wantOnly(t *testing.T, path string) {
	t.Helper()
	all, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "files", len(all), 1)
}
