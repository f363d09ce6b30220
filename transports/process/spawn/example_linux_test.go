package spawn_test

import (
	"fmt"

	"ravel/core"
	"ravel/transports/native"
)

// What a process answers, as a Deferred.
func Example() {
	core.Main(native.New(), func(r core.Reactor) *core.Deferred[core.ProcessResult] {
		s := core.ProcessSpec{Path: "tr", Args: []string{"tr", "a-z", "A-Z"}}
		d := core.ProcessOutputAndStatus(r.(core.Processes), s, []byte("hello\n"))
		return d.AddCallback(func(p core.ProcessResult) (core.ProcessResult, error) {
			fmt.Printf("%sexit code %d\n", p.Out, p.Code)
			return p, nil
		})
	})
	// Output:
	// HELLO
	// exit code 0
}
