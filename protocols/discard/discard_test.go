package discard_test

import (
	"fmt"
	"net/netip"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/discard"
	"ravel/protocols/internal/script"
)

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/discard.txt", func() script.Wire { return fakes.NewStringTransport() },
		func(func(string, ...any)) core.Factory { return discard.Factory(discard.Config{}) })
}

func TestDatagrams(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := discard.Datagram(discard.Config{})
	port.Start(d)
	port.Feed("x", client(5000))
	if got := port.Take(); len(got) != 0 {
		t.Fatalf("answered with %v", got)
	}
}

// client is where a peer is.
func client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

func Example() {
	wire := fakes.NewStringTransport()
	server, _ := discard.Factory(discard.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	wire.Feed("is anybody there?")
	fmt.Printf("%q %v\n", wire.Take(), wire.Closing())
	// Output: "" false
}
