//go:build linux

package stream

import (
	"errors"
	"net"
	"syscall"
	"testing"

	"ravel/core"
)

func TestAdoptConnection(t *testing.T) {
	r := newRig(t)
	fd, peer := socketPair(t)
	p := &player{}
	transport, err := r.AdoptConnection(fd, one(p))
	if err != nil {
		t.Fatal(err)
	}
	if transport != p.t {
		t.Error("the protocol was given another transport")
	}
	write(t, peer, "hello")
	r.until("the bytes", func() bool { return p.got.String() == "hello" })
	transport.LoseConnection()
	r.until("the end", func() bool { return p.lost != nil })
	p.wants(t, "in order", "made", "data", "lost done")
	if _, err := syscall.Write(fd, []byte("x")); err == syscall.EBADF {
		t.Error("the descriptor that was adopted is still the caller's")
	}
}

func TestAdoptConnectionRefused(t *testing.T) {
	r := newRig(t)
	fd, _ := socketPair(t)
	for why, build := range map[string]func(net.Addr) (core.Protocol, error){
		"refused": func(net.Addr) (core.Protocol, error) { return nil, nil },
		"failed":  func(net.Addr) (core.Protocol, error) { return nil, core.ErrConnectionRefused },
	} {
		if _, err := r.AdoptConnection(fd, core.FactoryFunc(build)); !errors.Is(err, core.ErrConnectionRefused) {
			t.Errorf("%s: %v, want ErrConnectionRefused", why, err)
		}
	}
}

func TestAdoptWhatIsNoSocket(t *testing.T) {
	r := newRig(t)
	read, w := pipe(t)
	defer syscall.Close(read)
	defer syscall.Close(w)
	if _, err := r.AdoptConnection(read, one(&player{})); err == nil {
		t.Error("a pipe is no connection")
	}
	fd, _ := socketPair(t)
	if _, err := r.AdoptListener(fd, one(&player{})); err == nil {
		t.Error("a connection is no port")
	}
}

func TestAdoptListener(t *testing.T) {
	r := newRig(t)
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 5); err != nil {
		t.Fatal(err)
	}
	server, client := &player{}, &player{}
	l, err := r.AdoptListener(fd, one(server))
	if err != nil {
		t.Fatal(err)
	}
	r.ConnectTCP(l.Addr().String(), one(client))
	r.until("the connection", func() bool { return server.t != nil && client.t != nil })
	if on, err := server.t.(core.TCPOptions).NoDelay(); !on || err != nil {
		t.Errorf("NoDelay is %v, %v; it is on by default", on, err)
	}
	l.StopListening(nil)
	r.Iterate(0)
	if _, err := syscall.Getsockname(fd); err != nil {
		t.Errorf("the descriptor that was adopted is still the caller's: %v", err)
	}
}
