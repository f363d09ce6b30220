package core

import (
	"fmt"
	"runtime"
	"strings"
)

// placeDepth is how many callers a place remembers: enough to find one outside of this package.
const placeDepth = 4

// A place is where in a program something happened.
type place [placeDepth]uintptr

// mark makes p the place of the caller's caller.
func (p *place) mark() { runtime.Callers(3, p[:]) }

// String is "function (file:line)" of the first caller outside of this package.
func (p *place) String() string {
	n := 0
	for n < len(p) && p[n] != 0 {
		n++
	}
	if n == 0 {
		return "an unknown place"
	}
	frames := runtime.CallersFrames(p[:n])
	for {
		f, more := frames.Next()
		if !more || !vocabulary(f) {
			return fmt.Sprintf("%s (%s:%d)", f.Function, f.File, f.Line)
		}
	}
}

// vocabulary reports whether f is a function of this package, or of coroutines, and not one of their tests.
func vocabulary(f runtime.Frame) bool {
	return (strings.HasPrefix(f.Function, "ravel/core.") || strings.HasPrefix(f.Function, "ravel/core/coro.")) &&
		!strings.HasSuffix(f.File, "_test.go")
}
