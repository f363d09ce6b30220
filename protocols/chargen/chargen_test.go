package chargen_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/chargen"
)

func connect(c ...fakes.StringConfig) *fakes.StringTransport {
	wire := fakes.NewStringTransport(c...)
	p, _ := chargen.Factory(chargen.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(p)
	return wire
}

// testdata/pattern.txt is written by hand: the first lines, and the turn from the last printing
// character to the first.
func TestThePattern(t *testing.T) {
	want, err := os.ReadFile("testdata/pattern.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := string(chargen.Pattern())
	for l := range strings.Lines(string(want)) {
		if l = strings.TrimSuffix(l, "\n") + "\r\n"; !strings.Contains(got, l) {
			t.Errorf("%q is missing", l)
		}
	}
	if !strings.HasPrefix(got, ` !"#$%&'()*+,-./0123456789`) || len(got) != 95*74 {
		t.Errorf("it begins %q and has %d bytes", got[:20], len(got))
	}
}

func TestASlowPeerCostsOnePiece(t *testing.T) {
	wire := connect(fakes.StringConfig{Hold: true})
	for range 1000 {
		wire.Turn()
		wire.Feed("thrown away")
	}
	if got := wire.Buffered(); got != len(chargen.Pattern()) {
		t.Fatalf("%d bytes wait for a peer that does not read, want one pattern", got)
	}
	for range 3 {
		if got := string(wire.Drain(math.MaxInt)); got != string(chargen.Pattern()) {
			t.Fatalf("it goes on with %q", got)
		}
	}
	wire.FeedEOF()
	if wire.Lost() == nil {
		t.Fatal("the caller has terminated the connection, but it lives on")
	}
}

func TestDatagrams(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := chargen.Datagram(chargen.Config{Rand: rand.New(rand.NewPCG(1, 2))})
	port.Start(d)
	port.Feed("an answer of another service", client(19))
	if got := port.Take(); len(got) != 0 {
		t.Fatalf("answered another service: %v", got)
	}
	whole := string(chargen.Pattern())
	lengths := map[int]bool{}
	for range 1000 {
		port.Feed("", client(5000))
		got := port.Take()
		if len(got) != 1 || len(got[0].Data) > 512 || !strings.Contains(whole, got[0].Data) {
			t.Fatalf("answered %v", got)
		}
		lengths[len(got[0].Data)] = true
	}
	if len(lengths) < 100 {
		t.Errorf("a random length came out as %d different ones", len(lengths))
	}
}

func TestDatagramsWithoutRandAreFull(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := chargen.Datagram(chargen.Config{})
	port.Start(d)
	for range 200 {
		port.Feed("", client(5000))
		if got := port.Take(); len(got) != 1 || len(got[0].Data) != 512 {
			t.Fatalf("answered %v", got)
		}
	}
}

// client is where a peer is.
func client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

func Example() {
	wire := fakes.NewStringTransport()
	server, _ := chargen.Factory(chargen.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	fmt.Printf("%.40s\n", wire.Take()[1:])
	// Output: !"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGH
}
