package native

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core"
)

// A child that is started as systemd starts a service answers one caller on the passed socket.
func TestServingAPassedSocket(t *testing.T) {
	if os.Getenv("NATIVE_TEST_CHILD") == "listen" {
		serveOne()
	}
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// LISTEN_PID is known only in the child itself, before it becomes the service.
	c := exec.Command("sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, os.Args[0], "-test.run=^"+t.Name()+"$")
	c.Env = append(os.Environ(), "NATIVE_TEST_CHILD=listen", "LISTEN_FDS=1", "LISTEN_FDNAMES=qotd")
	c.ExtraFiles = []*os.File{f}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Wait()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	got, err := io.ReadAll(conn)
	if err != nil || string(got) != "from qotd at "+l.Addr().String() {
		t.Fatalf("the service answers on the socket it was given: got %q, %v\n%s", got, err, &out)
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("and ends well: %v\n%s", err, &out)
	}
}

// greets says something once and stops the reactor when the connection is over.
type greets struct {
	core.Base
	r    *Reactor
	text string
}

func (g *greets) ConnectionMade(t core.Transport) {
	t.Write([]byte(g.text))
	t.LoseConnection()
}

func (g *greets) ConnectionLost(error) { g.r.Stop() }

func serveOne() {
	fds, err := ListenFDs(true)
	if err != nil || len(fds) != 1 {
		fmt.Println("passed:", fds, err)
		os.Exit(1)
	}
	if flags, _ := unix.FcntlInt(uintptr(fds[0].FD), unix.F_GETFD, 0); flags&unix.FD_CLOEXEC == 0 {
		fmt.Println("children would inherit it")
		os.Exit(1)
	}
	r := New()
	var l core.Listener
	l, err = r.AdoptListener(fds[0].FD, core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &greets{r: r, text: fmt.Sprintf("from %s at %s", fds[0].Name, l.Addr())}, nil
	}))
	if err == nil {
		err = fds[0].Close()
	}
	if err == nil {
		err = r.Run(context.Background())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}
