package echo_test

import (
	"testing"

	"ravel/fakes"
	"ravel/protocols/echo"
)

// FuzzEcho feeds any bytes in pieces of any size to a peer that reads at any speed: what comes back is what was sent.
func FuzzEcho(f *testing.F) {
	f.Add([]byte("any bytes\x00\xff\r\n"), uint8(3), uint8(2))
	f.Fuzz(func(t *testing.T, input []byte, piece, speed uint8) {
		wire := connect(t, echo.Factory(echo.Config{}), fakes.StringConfig{Hold: true})
		var got []byte
		for rest := input; len(rest) > 0; {
			n := min(1+int(piece), len(rest))
			wire.Feed(string(rest[:n]))
			rest = rest[n:]
			got = append(got, wire.Drain(int(speed))...)
			wire.Turn()
		}
		for wire.Buffered() > 0 {
			got = append(got, wire.Drain(1+int(speed))...)
			wire.Turn()
		}
		if string(got) != string(input) {
			t.Fatalf("%q came back as %q", input, got)
		}
	})
}
