package script_test

import (
	"fmt"

	"ravel/protocols/internal/script"
)

// An input a byte at a time.
func Example() {
	for _, chunk := range script.Bytes("abc") {
		fmt.Printf("%s ", chunk)
	}
	// Output: a b c
}
