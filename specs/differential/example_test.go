package differential_test

import (
	"fmt"
	"strings"

	"ravel/specs/differential"
)

func ExamplePlay() {
	p := differential.Program{
		"new d0 none",
		"new d1 log",
		"add d0 c0 cb wait:d1",
		"add d0 c1 eb value:7",
		"fire d0 5",
		"cancel d0",
	}
	fmt.Println(strings.Join(differential.Play(p), "\n"))
	// Output:
	// c0 5
	// canceller d1
	// c1 !cancelled
	// unhandled
}
