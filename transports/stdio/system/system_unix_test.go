//go:build unix

package system

import (
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// pipe is a new pipe that blocks, closed at the end of the test.
func pipe(t *testing.T) (r, w int) {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe(fds[:]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fds[0]); unix.Close(fds[1]) })
	return fds[0], fds[1]
}

func blocks(t *testing.T, fd int) bool {
	t.Helper()
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	if err != nil {
		t.Fatal(err)
	}
	return flags&unix.O_NONBLOCK == 0
}

func TestTheModeComesBack(t *testing.T) {
	r, _ := pipe(t)
	restore, err := New().Unblock(r)
	if err != nil || blocks(t, r) {
		t.Fatalf("it still blocks: %v", err)
	}
	again, err := New().Unblock(r)
	if err != nil {
		t.Fatal(err)
	}
	again()
	if blocks(t, r) {
		t.Error("the second found it so, and leaves it so")
	}
	restore()
	if !blocks(t, r) {
		t.Error("the first gives it back")
	}
	if _, err := New().Unblock(-1); err == nil {
		t.Error("no descriptor has no mode")
	}
}

func TestReadAndWrite(t *testing.T) {
	s := New()
	r, w := pipe(t)
	if _, err := s.Unblock(r); err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 10)
	if _, err := s.Read(r, p); err != port.ErrWouldBlock {
		t.Errorf("an empty pipe: %v", err)
	}
	if n, err := s.Write(w, []byte("ab")); n != 2 || err != nil {
		t.Errorf("wrote %d, %v", n, err)
	}
	if n, err := s.Read(r, p); n != 2 || err != nil {
		t.Errorf("read %d, %v", n, err)
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if _, err := s.Read(int(null.Fd()), p); err != io.EOF {
		t.Errorf("the end: %v", err)
	}
}

func TestEndWriteIsForSockets(t *testing.T) {
	s := New()
	_, w := pipe(t)
	if err := s.EndWrite(w); err != nil {
		t.Errorf("a pipe ends by closing: %v", err)
	}
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[0])
	defer unix.Close(fds[1])
	if err := s.EndWrite(fds[0]); err != nil {
		t.Error(err)
	}
	if _, err := s.Read(fds[1], make([]byte, 1)); err != io.EOF {
		t.Errorf("its peer reads %v", err)
	}
}

func TestNothingTakesThePlaceOfWhatIsClosed(t *testing.T) {
	r, w := pipe(t)
	if err := replace(r, w); err != nil { // what Close does to a standard descriptor
		t.Fatal(err)
	}
	var a, b unix.Stat_t
	if unix.Fstat(r, &a) != nil || unix.Fstat(w, &b) != nil || a.Ino != b.Ino {
		t.Error("both lead to the same")
	}
	if n, err := unix.Write(w, []byte("x")); err == nil {
		t.Errorf("the reading end took %d bytes", n)
	}
}
