package discard_test

import (
	"fmt"
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
	port := &script.Port{}
	d := discard.Datagram(discard.Config{})
	d.StartProtocol(port)
	script.Datagram(d, script.Client(5000), "x")
	if got := port.Sent(); len(got) != 0 {
		t.Fatalf("answered with %v", got)
	}
}

func Example() {
	wire := fakes.NewStringTransport()
	server, _ := discard.Factory(discard.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	wire.Feed("is anybody there?")
	fmt.Printf("%q %v\n", wire.Take(), wire.Closing())
	// Output: "" false
}
