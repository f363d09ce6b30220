//go:build unix

package system_test

import (
	"fmt"
	"os"

	"ravel/core/port"
	"ravel/transports/stdio/system"
)

// A descriptor that others may share is made non-blocking for a while, and given back as it was.
func ExampleNew() {
	s := system.New()
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	defer r.Close()
	defer w.Close()
	in, out := int(r.Fd()), int(w.Fd())
	restore, err := s.Unblock(in)
	if err != nil {
		panic(err)
	}
	defer restore()

	p := make([]byte, 10)
	_, err = s.Read(in, p)
	fmt.Println("nothing there yet:", err == port.ErrWouldBlock)
	fmt.Println(s.Write(out, []byte("typed")))
	n, err := s.Read(in, p)
	fmt.Printf("%q %v\n", p[:n], err)
	// Output:
	// nothing there yet: true
	// 5 <nil>
	// "typed" <nil>
}
