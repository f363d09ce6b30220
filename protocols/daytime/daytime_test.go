package daytime_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/daytime"
	"ravel/protocols/internal/script"
)

func noon() *fakes.Clock { return fakes.NewClock(time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)) }

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/daytime.txt", func() script.Wire { return fakes.NewStringTransport() },
		func(func(string, ...any)) core.Factory { return daytime.Factory(noon(), daytime.Config{}) })
}

func TestTheZoneAndTheClockAreTheCallers(t *testing.T) {
	clock := noon()
	clock.Advance(30 * time.Second)
	f := daytime.Factory(clock, daytime.Config{Location: time.FixedZone("CET", 3600)})
	wire := fakes.NewStringTransport()
	p, _ := f.BuildProtocol(wire.RemoteAddr())
	wire.Connect(p)
	if got := string(wire.Take()); got != "Thursday, February 29, 2024 13:00:30-CET\r\n" {
		t.Fatalf("told %q", got)
	}
}

func TestDatagrams(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := daytime.Datagram(noon(), daytime.Config{})
	port.Start(d)
	port.Feed("", client(5000))
	port.Feed("", client(13))
	want := []fakes.Datagram{{To: client(5000), Data: "Thursday, February 29, 2024 12:00:00-UTC\r\n"}}
	if got := port.Take(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(daytime.Append(nil, noon().Now()))
	f.Add([]byte("Tuesday, February 22, 1982 17:37:43-PST\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		at, err := daytime.Parse(text)
		if err != nil {
			if !errors.Is(err, daytime.ErrText) {
				t.Fatalf("%q: %v is no ErrText", text, err)
			}
			return
		}
		back, err := daytime.Parse(daytime.Append(nil, at))
		if err != nil || !back.Equal(at.Truncate(time.Second)) {
			t.Fatalf("%q is %v, told again %v, %v", text, at, back, err)
		}
	})
}

// client is where a peer is.
func client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

func Example() {
	clock, wire := fakes.NewClock(), fakes.NewStringTransport()
	server, _ := daytime.Factory(clock, daytime.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	fmt.Printf("%q\n", wire.Take())
	// Output: "Saturday, January 1, 2000 00:00:00-UTC\r\n"
}
