package netstring_test

import (
	"fmt"
	"math"
	"net"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
	"ravel/protocols/netstring"
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
	r.Handler, r.Codec = r, netstring.Codec(0)()
	wire.Connect(r)
	return r, wire
}

func TestPauseStopsInsideTheChunk(t *testing.T) {
	var events []string
	r, wire := connect(&events)
	r.on = func(string) { r.PauseReading() }
	wire.Feed("1:a,1:b,")
	if want := []string{`string "a"`}; !slices.Equal(events, want) || !wire.ReadingPaused() {
		t.Fatalf("got %q, want %q and the transport paused", events, want)
	}
	r.ResumeReading()
	if want := []string{`string "a"`, `string "b"`}; !slices.Equal(events, want) {
		t.Fatalf("got %q, want %q", events, want)
	}
}

func TestNothingAfterLoseConnection(t *testing.T) {
	var events []string
	r, _ := connect(&events)
	r.on = func(string) { r.Transport.LoseConnection() }
	script.Feed(r, []byte("1:a,1:b,x"), []byte("1:c,"))
	if want := []string{`string "a"`}; !slices.Equal(events, want) {
		t.Fatalf("a framer stops after close: got %q, want %q", events, want)
	}
}

func TestEchoHoldsInputBackWhileThePeerIsSlow(t *testing.T) {
	wire := fakes.NewStringTransport(fakes.StringConfig{Hold: true})
	e, _ := framing.StringEchoFactory(netstring.Codec(0)).BuildProtocol(wire.RemoteAddr())
	wire.Connect(e)
	input := string(netstring.Append(nil, make([]byte, 1000)))
	const sent = 10_000
	for range sent {
		wire.Feed(input)
	}
	if most := core.HighWater + 2*len(input); wire.Buffered() > most {
		t.Fatalf("%d bytes wait for a peer that does not read, want at most %d", wire.Buffered(), most)
	}
	wire.FeedEOF()
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
		return framing.StringEchoFactory(netstring.Codec(0))
	})
	script.Golden(t, "testdata/strings.txt", newWire, func(log func(string, ...any)) core.Factory {
		return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
			r := &teller{log: log}
			r.Handler, r.Codec = r, netstring.Codec(5)()
			return r, nil
		})
	})
}

func Example() {
	wire := fakes.NewStringTransport()
	wire.Connect(framing.NewStringClient(framing.StringClientConfig{
		Codec:     netstring.Codec(0),
		Connected: func(c *framing.StringClient) { c.SendString([]byte("hello")) },
		Received: func(c *framing.StringClient, s []byte) {
			fmt.Printf("received %q\n", s)
			c.LoseConnection()
		},
		Lost: func(c *framing.StringClient, reason error) { fmt.Println(reason) },
	}))
	fmt.Printf("sent %q\n", wire.Take())
	wire.Feed("2:h")
	wire.Feed("i,")
	wire.Turn()
	// Output:
	// sent "5:hello,"
	// received "hi"
	// connection done
}

func ExampleDecoder() {
	var d netstring.Decoder
	s, n, err := d.Next([]byte("5:hello,3:"))
	fmt.Printf("%s %d %v\n", s, n, err)
	_, _, err = d.Next([]byte("3;"))
	fmt.Println(strings.TrimSpace(err.Error()))
	// Output:
	// hello 8 <nil>
	// not a netstring: ';' at byte 9, want a digit or ':'
}
