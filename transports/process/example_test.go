package process_test

import (
	"fmt"
	"time"

	"ravel/core"
	"ravel/fakes"
)

// A process and its output. On the fake its program is a function; on native.New() it is a program.
func Example() {
	r := fakes.NewReactor()
	r.Install("/bin/greet", func(p *fakes.Process) {
		p.Write(1, []byte("hello\n"))
		p.Exit(0)
	})
	core.Then(core.ProcessOutput(r, core.ProcessSpec{Path: "/bin/greet"}), func(out []byte) (struct{}, error) {
		fmt.Printf("%s", out)
		return struct{}{}, nil
	})
	r.Advance(time.Second)
	// Output: hello
}
