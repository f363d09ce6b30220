//go:build darwin || freebsd || linux

package portable

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// pipeOf is both ends of a pipe, closed with the test.
func pipeOf(t *testing.T) (r, w int) {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe(fds[:]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fds[0]); unix.Close(fds[1]) })
	return fds[0], fds[1]
}

func TestAWatchedDescriptorIsReadyByLevel(t *testing.T) {
	p := open(t)
	r, w := pipeOf(t)
	s, err := p.Watch(r)
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{"reader"}
	s.Attach(h)
	s.Want(port.Read | port.Closed)
	ready := make([]port.Ready, 8)
	if n, err := p.Wait(ready, 0); n != 0 || err != nil {
		t.Fatalf("an empty pipe: %d ready, %v", n, err)
	}
	unix.Write(w, []byte("ab"))
	b := make([]byte, 1)
	for range 2 {
		wait(t, p, h, port.Read)
		unix.Read(r, b)
	}
	if n, err := p.Wait(ready, 0); n != 0 || err != nil {
		t.Fatalf("it was emptied: %d ready, %v", n, err)
	}
	unix.Close(w)
	wait(t, p, h, port.Closed)
	s.Close(false)
	if n, err := p.Wait(ready, 0); n != 0 || err != nil {
		t.Errorf("nobody watches: %d ready, %v", n, err)
	}
}

func TestADescriptorThatItsOwnerClosesIsGone(t *testing.T) {
	p := open(t)
	r, _ := pipeOf(t)
	dup, err := unix.Dup(r)
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Watch(dup)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Watch(dup); !errors.Is(err, unix.EEXIST) {
		t.Errorf("it is watched already: %v", err)
	}
	h := &handler{"reader"}
	s.Attach(h)
	s.Want(port.Read | port.Closed)
	if s.Gone() {
		t.Error("it is there")
	}
	unix.Close(dup)
	wait(t, p, h, port.Read|port.Closed)
	if !s.Gone() {
		t.Error("who is told can find out why")
	}
	if _, err := p.Watch(dup); !errors.Is(err, unix.EBADF) {
		t.Errorf("there is nothing to watch: %v", err)
	}
}

func TestWakeAndSocketsEndAWaitThatPolls(t *testing.T) {
	p := open(t)
	r, _ := pipeOf(t)
	s, err := p.Watch(r)
	if err != nil {
		t.Fatal(err)
	}
	s.Attach(&handler{"reader"})
	s.Want(port.Read)
	go p.Wake()
	if n, err := p.Wait(make([]port.Ready, 1), -1); n != 0 || err != nil {
		t.Fatalf("a Wake ends it: %d, %v", n, err)
	}
	client, _, _, hs := pair(t, p) // which waits for several sockets
	if n, err := client.Send([]byte("x")); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	wait(t, p, hs, port.Read)
}
