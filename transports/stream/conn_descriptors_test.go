//go:build linux

package stream

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"ravel/core"
)

// secrets makes n pipes and returns the ends to read, with what each holds written already.
func secrets(t *testing.T, texts ...string) (fds []int) {
	t.Helper()
	for _, text := range texts {
		read, w := pipe(t)
		write(t, w, text)
		syscall.Close(w)
		fds = append(fds, read)
	}
	return fds
}

func readAll(t *testing.T, fd int) string {
	t.Helper()
	buf := make([]byte, 64)
	n, err := syscall.Read(fd, buf)
	if err != nil {
		t.Fatal(err)
	}
	syscall.Close(fd)
	return string(buf[:n])
}

func TestDescriptorsComeBeforeTheirBytes(t *testing.T) {
	r := newRig(t)
	client, server := &player{}, &fdPlayer{}
	r.unixPair(client, server)
	s := client.t.(core.DescriptorSender)
	client.t.Write([]byte("before"))
	for _, fd := range secrets(t, "one", "two") {
		if err := s.SendDescriptor(fd); err != nil {
			t.Fatal(err)
		}
		syscall.Close(fd) // it is the caller's, on return
	}
	client.t.Write([]byte("jk"))
	client.t.Write([]byte(strings.Repeat("x", directMin))) // behind them, though large
	r.until("everything", func() bool { return server.got.Len() == 8+directMin && len(server.fds) == 2 })
	if first, second := readAll(t, server.fds[0]), readAll(t, server.fds[1]); first != "one" || second != "two" {
		t.Errorf("UNX-02: the descriptors read %q and %q", first, second)
	}
	if !strings.HasPrefix(server.got.String(), "beforejkx") {
		t.Errorf("UNX-02: the bytes are %q…", server.got.String()[:12])
	}
	if events := strings.Join(server.events, " "); !strings.HasPrefix(events, "made data fd data") && !strings.HasPrefix(events, "made fd") {
		t.Errorf("UNX-02: %v", server.events)
	}
}

func TestDescriptorNeedsAByte(t *testing.T) {
	r := newRig(t)
	client, server := &player{}, &fdPlayer{}
	r.unixPair(client, server)
	fds := secrets(t, "one", "two")
	s := client.t.(core.DescriptorSender)
	for _, fd := range fds {
		if err := s.SendDescriptor(fd); err != nil {
			t.Fatal(err)
		}
		syscall.Close(fd)
	}
	client.t.Write([]byte("j"))
	r.until("the end", func() bool { return client.lost != nil && server.lost != nil })
	client.wants(t, "two descriptors, one byte", "made", "lost overrun")
	for _, fd := range server.fds {
		syscall.Close(fd)
	}
	if err := s.SendDescriptor(0); !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("after the loss: %v, want ErrNotConnected", err)
	}
}

func TestDescriptorsNobodyTakesAreClosed(t *testing.T) {
	r := newRig(t)
	client, server := &player{}, &player{}
	r.unixPair(client, server)
	read, w := pipe(t)
	client.t.(core.DescriptorSender).SendDescriptor(w)
	syscall.Close(w)
	client.t.Write([]byte("j"))
	r.until("the byte", func() bool { return server.got.Len() == 1 })
	if n, err := syscall.Read(read, make([]byte, 1)); n != 0 || err != nil {
		t.Errorf("a descriptor that nobody takes stays open: %d, %v; want the pipe's end", n, err)
	}
	syscall.Close(read)
}

func TestDescriptorsOfALostConnectionAreClosed(t *testing.T) {
	r := newRig(t)
	client, server := &player{}, &player{}
	r.unixPair(client, server)
	read, w := pipe(t)
	client.t.(core.DescriptorSender).SendDescriptor(w)
	syscall.Close(w)
	client.t.AbortConnection()
	r.bothLost(client, server)
	if n, err := syscall.Read(read, make([]byte, 1)); n != 0 || err != nil {
		t.Errorf("a descriptor that was not sent stays open: %d, %v; want the pipe's end", n, err)
	}
	syscall.Close(read)
}

func TestDescriptorsStashedAreClosedWithTheConnection(t *testing.T) {
	r := newRig(t)
	client, server := &player{}, &fdPlayer{}
	server.onMade = func() { server.t.(core.ReadPauser).PauseReading() }
	r.unixPair(client, server)
	read, w := pipe(t)
	client.t.(core.DescriptorSender).SendDescriptor(w)
	syscall.Close(w)
	client.t.Write([]byte("j"))
	client.t.LoseConnection()
	r.until("the client's end", func() bool { return client.lost != nil })
	r.settle()
	server.wants(t, "paused", "made")
	server.t.AbortConnection()
	r.until("the server's end", func() bool { return server.lost != nil })
	if n, err := syscall.Read(read, make([]byte, 1)); n != 0 || err != nil {
		t.Errorf("a descriptor that was not told stays open: %d, %v; want the pipe's end", n, err)
	}
	syscall.Close(read)
}

func TestSendDescriptorThatIsNone(t *testing.T) {
	r := newRig(t)
	client, server := &player{}, &player{}
	r.unixPair(client, server)
	if err := client.t.(core.DescriptorSender).SendDescriptor(-1); !errors.Is(err, syscall.EBADF) {
		t.Errorf("%v, want EBADF", err)
	}
	client.t.Write([]byte("j"))
	r.until("the byte", func() bool { return server.got.Len() == 1 })
}
