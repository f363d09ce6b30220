package intprefix_test

import (
	"errors"
	"fmt"
	"math"
	"net"
	"slices"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
	"ravel/protocols/intprefix"
)

func newWire() script.Wire { return fakes.NewStringTransport() }

// teller tells what it hears, and does what on says.
type teller struct {
	framing.Strings
	log func(string, ...any)
	on  func(s string)
}

func (r *teller) StringReceived(s []byte) {
	r.log("string %q", s)
	if r.on != nil {
		r.on(string(s))
	}
}

func (r *teller) FramingFailed(err error) { r.log("failed: %v", err) }

func connect(events *[]string) (*teller, *fakes.StringTransport) {
	r, wire := &teller{}, fakes.NewStringTransport()
	r.log = func(f string, a ...any) { *events = append(*events, fmt.Sprintf(f, a...)) }
	r.Handler, r.Codec = r, intprefix.Format{Width: intprefix.Int8}
	wire.Connect(r)
	return r, wire
}

func TestPauseStopsInsideTheChunk(t *testing.T) { // IN-04
	var events []string
	r, wire := connect(&events)
	r.on = func(string) { r.PauseReading() }
	wire.Feed("\x01a\x01b")
	if want := []string{`string "a"`}; !slices.Equal(events, want) || !wire.ReadingPaused() {
		t.Fatalf("got %q, want %q and the transport paused", events, want)
	}
	r.ResumeReading()
	if want := []string{`string "a"`, `string "b"`}; !slices.Equal(events, want) {
		t.Fatalf("got %q, want %q", events, want)
	}
}

func TestNothingAfterLoseConnection(t *testing.T) { // unlike Twisted's IN-05
	var events []string
	r, _ := connect(&events)
	r.on = func(string) { r.Transport.LoseConnection() }
	script.Feed(r, []byte("\x01a\x01b"), []byte("\x01c"))
	if want := []string{`string "a"`}; !slices.Equal(events, want) {
		t.Fatalf("a framer stops after close: got %q, want %q", events, want)
	}
}

func TestSendString(t *testing.T) {
	var events []string
	r, wire := connect(&events)
	if err := r.SendString(make([]byte, 255)); err != nil || len(wire.Take()) != 256 {
		t.Fatalf("IN-03: 8 bits can say 255: %v", err)
	}
	if err := r.SendString(make([]byte, 256)); !errors.Is(err, intprefix.ErrTooLong) || len(wire.Take()) != 0 {
		t.Fatalf("IN-03: but not 256, and nothing is written: %v", err)
	}
	wire.Lose(core.ErrConnectionLost)
	if err := r.SendString([]byte("x")); !errors.Is(err, core.ErrNotConnected) {
		t.Fatalf("a send after the loss says so: %v", err)
	}
}

func TestEchoHoldsInputBackWhileThePeerIsSlow(t *testing.T) {
	wire := fakes.NewStringTransport(fakes.StringConfig{Hold: true})
	e, _ := framing.StringEchoFactory(intprefix.Format{}.Codec()).BuildProtocol(wire.RemoteAddr())
	wire.Connect(e)
	input, _ := intprefix.Format{}.Append(nil, make([]byte, 1000))
	const sent = 10_000
	for range sent {
		wire.Feed(string(input))
	}
	wire.FeedEOF()
	if most := core.HighWater + 2*len(input); wire.Buffered() > most {
		t.Fatalf("%d bytes wait for a peer that does not read, want at most %d", wire.Buffered(), most)
	}
	got := 0
	for got < sent*len(input) {
		n := len(wire.Drain(math.MaxInt))
		if wire.Turn(); n == 0 {
			break
		}
		got += n
	}
	if got != sent*len(input) {
		t.Fatalf("%d bytes came back, want all %d", got, sent*len(input))
	}
	if wire.Turn(); wire.Lost() == nil {
		t.Fatal("everything went back and the peer sends no more, but the connection lives on")
	}
}

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/echo.txt", newWire, func(func(string, ...any)) core.Factory {
		return framing.StringEchoFactory(intprefix.Format{}.Codec())
	})
	script.Golden(t, "testdata/strings.txt", newWire, func(log func(string, ...any)) core.Factory {
		return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
			r := &teller{log: log}
			r.Handler, r.Codec = r, intprefix.Format{Width: intprefix.Int16, MaxLength: 5}
			return r, nil
		})
	})
}

func Example() {
	wire := fakes.NewStringTransport()
	wire.Connect(framing.NewStringClient(framing.StringClientConfig{
		Codec:     intprefix.Format{Width: intprefix.Int16}.Codec(),
		Connected: func(c *framing.StringClient) { c.SendString([]byte("hello")) },
		Received: func(c *framing.StringClient, s []byte) {
			fmt.Printf("received %q\n", s)
			c.LoseConnection()
		},
		Lost: func(c *framing.StringClient, reason error) { fmt.Println(reason) },
	}))
	fmt.Printf("sent %q\n", wire.Take())
	wire.Feed("\x00")
	wire.Feed("\x02hi")
	wire.Turn()
	// Output:
	// sent "\x00\x05hello"
	// received "hi"
	// connection done
}
