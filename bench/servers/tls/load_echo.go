//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
	"unsafe"
)

const (
	epollEvents = 128
	readMax     = 64 << 10
)

// A talker is one connection of the load: it sends a message and waits for it to come back.
type talker struct {
	fd      int
	in, out *half
	message []byte
	got     int    // bytes of the answer that have come
	partial []byte // a record that is not whole yet
	wire    []byte // what is sent; the rest that the system did not take is unsent
	unsent  []byte
	asked   time.Time
}

// dial connects and makes the handshake.
func dial(addr string, message []byte) (*talker, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	raw := c.(*net.TCPConn)
	defer raw.Close() // its descriptor lives on, away from the poller of the runtime
	in, out, err := handshake(raw)
	if err != nil {
		return nil, err
	}
	control, err := raw.SyscallConn()
	if err != nil {
		return nil, err
	}
	t := &talker{in: in, out: out, message: message}
	err = control.Control(func(fd uintptr) { t.fd, _, err = dup(fd) })
	return t, err
}

func dup(fd uintptr) (int, uintptr, error) {
	n, _, e := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_DUPFD_CLOEXEC, 0)
	if e != 0 {
		return -1, 0, e
	}
	return int(n), 0, nil
}

// ask sends the next message.
func (t *talker) ask(now time.Time) error {
	t.asked, t.got = now, 0
	t.wire = t.wire[:0]
	for rest := t.message; len(rest) > 0; {
		n := min(len(rest), recordMax)
		t.wire = t.out.seal(t.wire, rest[:n])
		rest = rest[n:]
	}
	t.unsent = t.wire
	return t.send()
}

// send offers the system what is unsent. A socket that is full has to be written to again.
func (t *talker) send() error {
	for len(t.unsent) > 0 {
		n, e := rawCall(syscall.SYS_WRITE, t.fd, t.unsent)
		switch {
		case e == syscall.EAGAIN:
			return nil
		case e != 0:
			return e
		}
		t.unsent = t.unsent[n:]
	}
	return nil
}

// receive takes p, which is borrowed, and reports whether the answer is whole. Every byte is compared.
func (t *talker) receive(p []byte) (bool, error) {
	if len(t.partial) > 0 {
		t.partial = append(t.partial, p...)
		p = t.partial
	}
	for len(p) >= headerLen {
		n := headerLen + int(p[3])<<8 + int(p[4])
		if len(p) < n {
			break
		}
		plain, err := t.in.open(p[:n])
		if err != nil {
			return false, err
		}
		if len(plain) > len(t.message)-t.got || !bytes.Equal(plain, t.message[t.got:t.got+len(plain)]) {
			return false, fmt.Errorf("what came back is not what was sent")
		}
		t.got += len(plain)
		p = p[n:]
	}
	t.partial = append(t.partial[:0], p...)
	return t.got == len(t.message), nil
}

// rawCall reads or writes without telling the scheduler: nothing here blocks, and nobody else runs.
func rawCall(number uintptr, fd int, p []byte) (int, syscall.Errno) {
	n, _, e := syscall.RawSyscall(number, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	return int(n), e
}

// A crowd is all talkers on one epoll.
type crowd struct {
	poll    int
	talkers []*talker // by descriptor
	buf     []byte
}

// gather dials n talkers.
func gather(addr string, n, size int) (*crowd, error) {
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	c := &crowd{poll: poll, buf: make([]byte, readMax)}
	message := make([]byte, size)
	for i := range message {
		message[i] = byte(i * 7)
	}
	for range n {
		t, err := dial(addr, message)
		if err != nil {
			return nil, err
		}
		for len(c.talkers) <= t.fd {
			c.talkers = append(c.talkers, nil)
		}
		c.talkers[t.fd] = t
		event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(t.fd)}
		if err := syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, t.fd, &event); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// start has everybody ask once.
func (c *crowd) start() error {
	now := time.Now()
	for _, t := range c.talkers {
		if t != nil {
			if err := t.ask(now); err != nil {
				return err
			}
		}
	}
	return nil
}

// turn waits for something and calls answered for each whole answer.
func (c *crowd) turn(answered func(t *talker, now time.Time) error) error {
	var events [epollEvents]syscall.EpollEvent
	n, err := syscall.EpollWait(c.poll, events[:], -1)
	if err == syscall.EINTR {
		return nil
	}
	if err != nil {
		return err
	}
	now := time.Now()
	for _, e := range events[:n] {
		t := c.talkers[e.Fd]
		k, errno := rawCall(syscall.SYS_READ, t.fd, c.buf)
		switch {
		case errno == syscall.EAGAIN:
			continue
		case errno != 0:
			return errno
		case k == 0:
			return fmt.Errorf("the server left")
		}
		whole, err := t.receive(c.buf[:k])
		if err != nil {
			return err
		}
		if len(t.unsent) > 0 {
			err = t.send()
		}
		if whole {
			err = answered(t, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// echoes measures round trips of n connections, on one thread.
func echoes(addr string, n, size int, w *window) error {
	c, err := gather(addr, n, size)
	if err != nil {
		return err
	}
	measured := time.Now().Add(w.warm)
	over := measured.Add(w.run)
	ended := false
	again := func(t *talker, now time.Time) error {
		switch {
		case now.Before(measured):
		case w.began.IsZero():
			fmt.Println("begin")
			w.began = now
		case !now.Before(over):
			ended = true
			return nil
		case !t.asked.Before(w.began):
			w.took = append(w.took, now.Sub(t.asked))
		}
		return t.ask(now)
	}
	if err := c.start(); err != nil {
		return err
	}
	for !ended {
		if err := c.turn(again); err != nil {
			return err
		}
	}
	return w.print()
}

// idle has n connections that were answered once, and then say nothing until the input ends.
func idle(addr string, n, size int) error {
	c, err := gather(addr, n, size)
	if err != nil {
		return err
	}
	if err := c.start(); err != nil {
		return err
	}
	left := n
	for left > 0 {
		if err := c.turn(func(*talker, time.Time) error { left--; return nil }); err != nil {
			return err
		}
	}
	fmt.Println("begin")
	_, err = os.Stdin.Read(make([]byte, 1))
	return nil
}
