package stdio_test

import (
	"fmt"

	"ravel/core"
	"ravel/fakes"
)

// A protocol on standard input and output. On the fake a spec says what those are; on native.New() they are
// the process's.
func Example() {
	r := fakes.NewReactor()
	in, keys, _ := r.Host().Pipe()
	screen, out, _ := r.Host().Pipe()
	r.SetStandardIO(in, out)

	transport, _ := r.ServeStandardIO(serves(&core.Base{}))
	transport.Write([]byte("What's your name? "))
	r.Advance(0)

	p := make([]byte, 100)
	n, _ := r.Host().ReadDescriptor(screen, p)
	fmt.Printf("%q, closing: %v\n", p[:n], transport.Closing())
	r.Host().CloseDescriptor(keys)
	r.Advance(0)
	fmt.Println("at the end of the input, closing:", transport.Closing())
	// Output:
	// "What's your name? ", closing: false
	// at the end of the input, closing: true
}
