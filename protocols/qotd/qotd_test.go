package qotd_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/internal/script"
	"ravel/protocols/qotd"
)

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/qotd.txt", func() script.Wire { return fakes.NewStringTransport() },
		func(func(string, ...any)) core.Factory {
			return qotd.Factory(qotd.Default, "Two lines,\r\none quote\r\n")
		})
}

func TestRandPicksAndCanBeRepeated(t *testing.T) {
	list := []string{"a", "b", "c"}
	tell := func(seed uint64) (told string) {
		q := qotd.Quotes{List: list, Rand: rand.New(rand.NewPCG(seed, 0))}
		for range 64 {
			told += q.Next()
		}
		return told
	}
	if first, again := tell(1), tell(1); first != again {
		t.Error("the same seed told other quotes")
	}
	for _, quote := range list {
		if !strings.Contains(tell(1), quote) {
			t.Errorf("%q was never told", quote)
		}
	}
}

func TestCheck(t *testing.T) {
	for quote, good := range map[string]bool{
		qotd.Default: true, "": true, strings.Repeat("x", 511): true,
		strings.Repeat("x", 512): false, "bell\a": false, "caf\u00e9": false,
	} {
		if err := qotd.Check(quote); (err == nil) != good || err != nil && !errors.Is(err, qotd.ErrQuote) {
			t.Errorf("%q: %v", quote, err)
		}
	}
}

func TestDatagrams(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := qotd.Datagram("a", "b")
	port.Start(d)
	port.Feed("", client(5000))
	port.Feed("a quote of another service", client(17))
	port.Feed("anything", client(5001))
	want := []fakes.Datagram{{To: client(5000), Data: "a"}, {To: client(5001), Data: "b"}}
	if got := port.Take(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// client is where a peer is.
func client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

func Example() {
	wire := fakes.NewStringTransport()
	server, _ := qotd.Factory("An apple a day keeps the doctor away\r\n").BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	fmt.Printf("%q\n", wire.Take())
	wire.Turn()
	fmt.Println(wire.Lost())
	// Output:
	// "An apple a day keeps the doctor away\r\n"
	// connection done
}
