package reactortest_test

import (
	"fmt"
	"syscall"

	"ravel/core"
	"ravel/fakes"
	"ravel/reactortest"
)

// A script of one's own: two ends that write down what they are told, on any reactor.
func ExamplePlay() {
	bench := reactortest.Bench{New: func() core.Reactor { return fakes.NewReactor() }}
	var t recorder // in a test: the *testing.T, or GinkgoT()
	reactortest.Play(&t, bench, func(s *reactortest.Script) {
		server, client := s.End("server"), s.End("client")
		server.OnData = func(p []byte) { server.Transport.Write(p); server.Lose() }
		s.Pair(server, client)
		client.Write("hello")
		s.WantEvents("the echo and then the end", client.Log, "made", `data "hello"`, "lost: done")
		fmt.Println(server.Events())
	})
	fmt.Println("failed:", t.failed)
	// Output:
	// [made data "hello" lost: done]
	// failed: []
}

func ExampleReason() {
	fmt.Println(reactortest.Reason(core.ErrConnectionDone))
	fmt.Println(reactortest.Reason(&core.LostError{Op: "read", Reason: core.ErrConnectionLost, Err: syscall.ECONNRESET}))
	fmt.Println(reactortest.Reason(core.ErrConnectionAborted))
	// Output:
	// done
	// lost
	// aborted
}

func ExampleCases() {
	for _, c := range reactortest.Cases()[:2] {
		fmt.Println(c.ID, c.Says)
	}
	// Output:
	// CLK-001 a delayed call is made once, on the turn, never before CallLater has returned
	// CLK-002 calls of equal delay are made in the order of asking
}
