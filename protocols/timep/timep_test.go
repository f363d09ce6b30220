package timep_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/internal/script"
	"ravel/protocols/timep"
)

// RFC 868 lists these.
func TestTheExamplesOfTheRFC(t *testing.T) {
	for _, c := range []struct {
		at    time.Time
		stamp uint32
	}{
		{time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), 2_208_988_800},
		{time.Date(1976, 1, 1, 0, 0, 0, 0, time.UTC), 2_398_291_200},
		{time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), 2_524_521_600},
		{time.Date(1983, 5, 1, 0, 0, 0, 0, time.UTC), 2_629_584_000},
	} {
		want := []byte{byte(c.stamp >> 24), byte(c.stamp >> 16), byte(c.stamp >> 8), byte(c.stamp)}
		if got := timep.Append(nil, c.at); !bytes.Equal(got, want) {
			t.Errorf("%v is told as %x, want %x", c.at, got, want)
		}
		if got, err := timep.Parse(want, c.at.AddDate(20, 0, 0)); err != nil || !got.Equal(c.at) {
			t.Errorf("%x is %v, %v, want %v", want, got, err, c.at)
		}
	}
}

func TestTheSecondsComeRound(t *testing.T) {
	at := time.Date(2036, 2, 7, 6, 28, 16, 0, time.UTC)
	stamp := timep.Append(nil, at)
	if !bytes.Equal(stamp, make([]byte, 4)) {
		t.Errorf("2036 is told as %x", stamp)
	}
	if got, _ := timep.Parse(stamp, at.AddDate(-1, 0, 0)); !got.Equal(at) {
		t.Errorf("seen from the year before it is %v", got)
	}
}

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/time.txt", func() script.Wire { return fakes.NewStringTransport() },
		func(func(string, ...any)) core.Factory { return timep.Factory(fakes.NewClock(), timep.Config{}) })
}

func TestDatagrams(t *testing.T) {
	port := fakes.NewStringDatagramTransport()
	d := timep.Datagram(fakes.NewClock(), timep.Config{})
	port.Start(d)
	port.Feed("", client(5000))
	port.Feed("", client(37))
	want := []fakes.Datagram{{To: client(5000), Data: "\xbc\x17\xc2\x00"}}
	if got := port.Take(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("\xbc\x17\xc2\x00"), int64(0))
	f.Add([]byte("\x00\x00\x00"), int64(1<<40))
	f.Fuzz(func(t *testing.T, stamp []byte, near int64) {
		at, err := timep.Parse(stamp, time.Unix(near>>16, 0))
		if (err == nil) != (len(stamp) == 4) || err != nil && !errors.Is(err, timep.ErrStamp) {
			t.Fatalf("%x: %v", stamp, err)
		}
		if err == nil && !bytes.Equal(timep.Append(nil, at), stamp) {
			t.Fatalf("%x is %v, which is told otherwise", stamp, at)
		}
	})
}

// client is where a peer is.
func client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

func Example() {
	clock, wire := fakes.NewClock(), fakes.NewStringTransport()
	server, _ := timep.Factory(clock, timep.Config{}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	fmt.Println(timep.Parse(wire.Take(), clock.Now()))
	// Output: 2000-01-01 00:00:00 +0000 UTC <nil>
}
