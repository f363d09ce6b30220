package descriptor_test

import (
	"context"
	"fmt"
	"log"
	"syscall"

	"ravel/core"
	"ravel/core/loop"
	"ravel/transports/descriptor"
	"ravel/transports/epoll"
)

// A printer prints what comes out of a pipe.
type printer struct {
	fd   int
	stop func() error
}

func (p *printer) Descriptor() int { return p.fd }

func (p *printer) DoRead() error {
	buf := make([]byte, 64)
	n, err := syscall.Read(p.fd, buf)
	if err != nil {
		return err
	}
	if n == 0 {
		return core.ErrConnectionDone
	}
	fmt.Printf("read %q\n", buf[:n])
	return nil
}

func (p *printer) ConnectionLost(reason error) {
	fmt.Println("lost:", reason)
	_ = p.stop()
}

func Example() {
	port, err := epoll.New()
	if err != nil {
		log.Fatal(err)
	}
	l := loop.New(port, loop.Config{})
	defer l.Close()
	set := descriptor.New(l)

	var pipe [2]int
	if err := syscall.Pipe2(pipe[:], syscall.O_NONBLOCK|syscall.O_CLOEXEC); err != nil {
		log.Fatal(err)
	}
	defer syscall.Close(pipe[0])
	if err := set.AddReader(&printer{pipe[0], l.Stop}); err != nil {
		log.Fatal(err)
	}
	l.CallWhenRunning(func() {
		_, _ = syscall.Write(pipe[1], []byte("hello"))
		_ = syscall.Close(pipe[1])
	})
	fmt.Println("run:", l.Run(context.Background()))
	// Output:
	// read "hello"
	// lost: connection done
	// run: <nil>
}
