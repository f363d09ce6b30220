package coconn_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
	"ravel/transports/netbridge/coconn"
)

func TestReadingIsPausedAt64KiBAndResumedAtHalfOfThat(t *testing.T) {
	const edge = 64 << 10
	r, transport := fakes.NewReactor(), fakes.NewStringTransport()
	var gates [4]*core.Deferred[int] // how much the body reads next
	for i := range gates {
		gates[i] = core.NewDeferredOn[int](r)
	}
	p, err := coconn.Serve(r, func(co *coro.Co, c net.Conn) error {
		for _, gate := range gates {
			n, err := coro.Await(co, gate)
			if err != nil {
				return err
			}
			if _, err := io.ReadFull(c, make([]byte, n)); err != nil {
				return err
			}
		}
		return nil
	}).BuildProtocol(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport.Connect(p)
	want := func(why string, paused bool) {
		t.Helper()
		if transport.ReadingPaused() != paused {
			t.Errorf("%s: reading is paused: %v", why, !paused)
		}
	}
	transport.Feed(strings.Repeat("x", edge-1))
	want("a byte below the limit is room", false)
	transport.Feed("x")
	want("the limit is reached", true)
	gates[0].Resolve(edge/2 - 1)
	want("a byte more than half of it waits", true)
	gates[1].Resolve(1)
	want("half of it is room enough", false)
	transport.Feed(strings.Repeat("y", 2*edge))
	want("what one event brings comes on top, and counts", true)
	gates[2].Resolve(2*edge + edge/2)
	want("all is read", false)
	gates[3].Resolve(0)
	transport.Turn()
	if !transport.Losing() && transport.Lost() == nil {
		t.Error("the body has returned: the connection ends")
	}
}
