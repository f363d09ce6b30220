package core

import (
	"fmt"
	"runtime"
	"strings"
)

const (
	// placeDepth is how many callers a place remembers: enough to find one outside of this package.
	placeDepth = 5
	// placeNear is enough where hardly anything lies between: each frame costs some 20 ns.
	placeNear = 2
)

// A place is where in a program something happened.
type place [placeDepth]uintptr

// mark makes p the place of the caller's caller, which lies at most depth callers away.
func (p *place) mark(depth int) { runtime.Callers(3, p[:depth]) }

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
