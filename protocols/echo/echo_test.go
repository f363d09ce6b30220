package echo_test

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/echo"
	"ravel/protocols/internal/script"
)

func newWire() script.Wire { return fakes.NewStringTransport() }

func connect(t *testing.T, f core.Factory, c ...fakes.StringConfig) *fakes.StringTransport {
	t.Helper()
	wire := fakes.NewStringTransport(c...)
	p, err := f.BuildProtocol(wire.RemoteAddr())
	if err != nil {
		t.Fatal(err)
	}
	wire.Connect(p)
	return wire
}

func TestEchoAtEverySplit(t *testing.T) {
	const input = "any bytes\x00\xff\r\n"
	f := echo.Factory(echo.Config{})
	script.EverySplit(t, input, func(chunks [][]byte) {
		wire := connect(t, f)
		for _, c := range chunks {
			wire.Feed(string(c))
		}
		if got := string(wire.Take()); got != input {
			t.Fatalf("%q came back as %q", chunks, got)
		}
	})
}

func TestASlowPeerIsNotReadFrom(t *testing.T) {
	wire := connect(t, echo.Factory(echo.Config{}), fakes.StringConfig{Hold: true})
	chunk := strings.Repeat("x", 4096)
	const sent = 1000
	for range sent {
		wire.Feed(chunk)
	}
	if most := core.HighWater + len(chunk); wire.Buffered() > most || !wire.ReadingPaused() {
		t.Fatalf("%d bytes wait for a peer that does not read, want at most %d", wire.Buffered(), most)
	}
	got := 0
	for n := -1; n != 0; got += n {
		n = len(wire.Drain(math.MaxInt))
		wire.Turn()
	}
	if got != sent*len(chunk) {
		t.Fatalf("%d bytes came back, want all %d", got, sent*len(chunk))
	}
}

func TestAPeerThatEndsFirstGetsItsEcho(t *testing.T) {
	wire := connect(t, echo.Factory(echo.Config{}), fakes.StringConfig{Hold: true})
	wire.Feed("last words")
	wire.FeedEOF()
	wire.Turn()
	if wire.Lost() != nil {
		t.Fatalf("the connection ended with %d bytes to send: %v", wire.Buffered(), wire.Lost())
	}
	if got := string(wire.Drain(math.MaxInt)); got != "last words" {
		t.Fatalf("the echo is %q", got)
	}
	wire.Turn()
	if wire.Lost() != core.ErrConnectionDone {
		t.Fatalf("with everything sent the end is orderly: %v", wire.Lost())
	}
}

func TestTheConnectionPastTheLimitIsRefused(t *testing.T) {
	f := echo.Factory(echo.Config{ConnectionsMax: 100})
	var open []*fakes.StringTransport
	for range 100 {
		open = append(open, connect(t, f))
	}
	refused := connect(t, f)
	refused.Feed("hello?")
	refused.Turn()
	if got := string(refused.Take()); got != "Too many connections, try later" || refused.Lost() == nil {
		t.Fatalf("the 101st was told %q and lost with %v", got, refused.Lost())
	}
	open[42].Feed("still here")
	if got := string(open[42].Take()); got != "still here" {
		t.Fatalf("the others live on: %q", got)
	}
	open[42].Lose(core.ErrConnectionLost)
	next := connect(t, f)
	next.Feed("room")
	if got := string(next.Take()); got != "room" {
		t.Fatalf("one left, so one more is served: %q", got)
	}
}

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/echo.txt", newWire, func(func(string, ...any)) core.Factory {
		return echo.Factory(echo.Config{ConnectionsMax: 2})
	})
}

func TestDatagrams(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := echo.Datagram(echo.Config{})
	port.Start(d)
	port.Feed("x", client(5000))
	port.Feed("", client(5001))
	port.Feed("an echo of an echo", client(7))
	want := []fakes.Datagram{{To: client(5000), Data: "x"}, {To: client(5001)}}
	if got := port.Take(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("each is answered but the service's: got %v, want %v", got, want)
	}
	d.DatagramReceived([]byte("lost"), core.UDPAddr(netip.MustParseAddrPort("[::1]:5000")))
	port.Feed("found", client(5000))
	if got := port.Take(); len(got) != 1 || got[0].Data != "found" {
		t.Fatalf("an answer that cannot be sent is lost, and nothing else: %v", got)
	}
}

// client is where a peer is.
func client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

func Example() {
	wire := fakes.NewStringTransport()
	server, _ := echo.Factory(echo.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	wire.Feed("hello")
	fmt.Printf("%s\n", wire.Take())
	// Output: hello
}
