package specs

import (
	"time"

	. "github.com/onsi/ginkgo/v2"

	"ravel/reactortest"
)

// A world is where a protocol can run: on the operating system, or on a simulated host.
type world struct {
	name  string
	bench func() reactortest.Bench
	// second is what takes the place of a second: on the operating system nobody wants to wait for it.
	second time.Duration
}

func worlds() []world {
	return append(systemWorlds(), world{"in simulation", fakeBench, time.Second})
}

// inBothWorlds declares a spec for each world.
func inBothWorlds(says string, body func(s *reactortest.Script, w world)) {
	for _, w := range worlds() {
		It(says+" ("+w.name+")", func() {
			reactortest.Play(GinkgoT(), w.bench(), func(s *reactortest.Script) { body(s, w) })
		})
	}
}
