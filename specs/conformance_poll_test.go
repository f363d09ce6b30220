//go:build linux

package specs

import "ravel/reactortest"

// On poll there is what is on epoll: only how the kernel is asked differs.
var _ = reactortest.Describe("conformance of poll", func() reactortest.Bench { return backendBench("poll") })
