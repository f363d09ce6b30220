package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestOfManyThatStartAtOnceOneHasThePidFile(t *testing.T) {
	const rounds, starters = 50, 8
	was := gone(t)
	for range rounds {
		path := writePid(t, fmt.Sprintln(was))
		var all sync.WaitGroup
		took := make(chan *pidfile, starters)
		for range starters {
			all.Go(func() {
				p, err := takePidfile(path)
				if err == nil {
					took <- p
				} else if live := new(liveError); !errors.As(err, &live) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := len(took); n != 1 {
			t.Fatalf("%d have it, want one", n)
		}
		if err := (<-took).remove(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnIdThatWasGivenAgainIsNotTheOldProcess(t *testing.T) {
	path := writePid(t, fmt.Sprintln(os.Getppid()))
	at, ok := began(os.Getppid())
	if !ok {
		t.Fatal("it is not known when the parent began")
	}
	// The file is of the time before: of the process that had the id then.
	before := at.Add(-time.Hour)
	if err := os.Chtimes(path, before, before); err != nil {
		t.Fatal(err)
	}
	p, err := takePidfile(path)
	if err != nil || p.stale != os.Getppid() {
		t.Fatalf("%+v, %v; want the file replaced", p, err)
	}
	p.remove()
}

func TestALinkIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "precious")
	if err := os.WriteFile(target, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(dir, "pid")); err != nil {
		t.Fatal(err)
	}
	if _, err := takePidfile(filepath.Join(dir, "pid")); err == nil {
		t.Error("it was taken")
	}
	if text, _ := os.ReadFile(target); len(text) > 0 {
		t.Errorf("%q was written to what the link leads to", text)
	}
}

func TestAProcessBeganBeforeNow(t *testing.T) {
	c, _ := serve(t, "echo")
	at, ok := began(c.cmd.Process.Pid)
	if now := time.Now(); !ok || at.After(now.Add(pidfileSlack)) || at.Before(now.Add(-patience)) {
		t.Errorf("a process that has just begun began at %v, %v; it is %v", at, ok, now)
	}
	if _, ok := began(gone(t)); ok {
		t.Error("a process that is gone has a beginning")
	}
	c.interrupt()
	c.end()
}
