package framing_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
)

// pairs delivers two bytes at a time.
type pairs struct {
	framing.Inlet
	got []string
	on  func(pair string)
}

func (p *pairs) ConnectionMade(t core.Transport) { p.Open(t, p, p.next) }

func (p *pairs) next(window []byte) (more bool) {
	if len(window) < 2 {
		return false
	}
	p.Consume(2)
	pair := string(window[:2])
	p.got = append(p.got, pair)
	if p.on != nil {
		p.on(pair)
	}
	return true
}

func (p *pairs) FramingFailed(err error) { p.got = append(p.got, err.Error()) }

func (p *pairs) want(t *testing.T, why string, pairs ...string) {
	t.Helper()
	if !slices.Equal(p.got, pairs) {
		t.Fatalf("%s: got %q, want %q", why, p.got, pairs)
	}
	p.got = nil
}

func connect() (*pairs, *fakes.StringTransport) {
	p, wire := &pairs{}, fakes.NewStringTransport()
	p.ConnectionMade(wire)
	return p, wire
}

func feed(p core.Protocol, s string) { script.Feed(p, []byte(s)) }

func TestFramesAtEverySplit(t *testing.T) {
	script.EverySplit(t, "aabbccdde", func(chunks [][]byte) {
		p, _ := connect()
		script.Feed(p, chunks...)
		p.want(t, fmt.Sprintf("%q", chunks), "aa", "bb", "cc", "dd")
	})
}

func TestThrottleHoldsInputBackWhileThePeerIsSlow(t *testing.T) {
	p, wire := connect()
	if err := p.Throttle(); err != nil {
		t.Fatal(err)
	}
	wire.Hold(true)
	p.on = func(string) { p.Transport.Write(make([]byte, core.HighWater+1)) }
	feed(p, "aabb")
	p.want(t, "the write above the high-water mark stops delivering inside the chunk", "aa")
	if !wire.ReadingPaused() {
		t.Fatal("reading goes on although nothing can be sent")
	}
	p.PauseReading()
	wire.Drain(math.MaxInt)
	p.want(t, "the protocol's own pause outlives the peer's")
	p.ResumeReading()
	p.want(t, "both reasons are gone", "bb")
}

func TestLoseConnectionEndsTheThrottle(t *testing.T) {
	p, wire := connect()
	p.Throttle()
	p.LoseConnection()
	wire.Turn()
	if wire.Lost() == nil {
		t.Fatal("the connection waits for its own producer")
	}
}

func TestLoseWhenDelivered(t *testing.T) {
	p, wire := connect()
	feed(p, "a")
	p.LoseWhenDelivered()
	if !wire.Closing() {
		t.Fatal("half a frame is not waited for")
	}
	p, wire = connect()
	p.PauseReading()
	feed(p, "aabbc")
	p.LoseWhenDelivered()
	if wire.Closing() {
		t.Fatal("lost although frames wait")
	}
	p.on = func(pair string) {
		if pair == "aa" {
			p.PauseReading()
		}
	}
	p.ResumeReading()
	p.want(t, "one frame, then a pause", "aa")
	p.ResumeReading()
	p.want(t, "the other", "bb")
	if !wire.Closing() {
		t.Fatal("not lost although nothing whole waits")
	}
}

func TestFailIsToldOnce(t *testing.T) {
	p, _ := connect()
	p.on = func(string) { p.Fail(framing.ErrBufferFull); p.Fail(framing.ErrBufferFull) }
	feed(p, "aabb")
	p.want(t, "then nothing", "aa", framing.ErrBufferFull.Error())
}

func TestQueuingInsideACallbackIsBounded(t *testing.T) {
	p, _ := connect()
	p.BufferMax = 4
	p.on = func(pair string) { feed(p, pair); feed(p, "xx"); feed(p, "y") }
	feed(p, "aa")
	p.want(t, "the fifth waiting byte is one too many", "aa", framing.ErrBufferFull.Error())
}

func TestAPanicInAStepLeavesTheInletUsable(t *testing.T) {
	p, wire := connect()
	p.PauseReading()
	feed(p, "aabb")
	p.on = func(string) { panic("once") }
	func() {
		defer func() { recover() }()
		p.ResumeReading() // as a timer's call would, of which the transport knows nothing
	}()
	if wire.ReadingPaused() {
		t.Fatal("the connection is left deaf")
	}
	p.on = nil
	feed(p, "cc")
	p.want(t, "frames go on", "aa", "bb", "cc")
}

// A framer of records that are three bytes long.
type records struct {
	framing.Inlet
}

func (r *records) ConnectionMade(t core.Transport) { r.Open(t, r, r.next) }

func (r *records) next(window []byte) (more bool) {
	if len(window) < 3 {
		return false
	}
	r.Consume(3)
	fmt.Printf("%s\n", window[:3])
	return true
}

func Example() {
	wire := fakes.NewStringTransport()
	wire.Connect(&records{})
	wire.Feed("on")
	wire.Feed("etwosi")
	wire.Feed("x")
	// Output:
	// one
	// two
	// six
}
