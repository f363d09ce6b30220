package discard_test

import (
	"testing"

	"ravel/fakes"
	"ravel/protocols/discard"
	"ravel/protocols/internal/script"
)

// FuzzDiscard feeds any bytes in two pieces: nothing is said, and the connection lives on.
func FuzzDiscard(f *testing.F) {
	f.Add([]byte("quit\r\n"), uint(2))
	f.Fuzz(func(t *testing.T, input []byte, cut uint) {
		if len(input) < 2 {
			return
		}
		wire := fakes.NewStringTransport()
		p, err := discard.Factory(discard.Config{}).BuildProtocol(wire.RemoteAddr())
		if err != nil {
			t.Fatal(err)
		}
		wire.Connect(p)
		at := 1 + int(cut%uint(len(input)-1))
		wire.Feed(string(input[:at]))
		wire.Feed(string(input[at:]))
		wire.Turn()
		if got := wire.Take(); len(got) > 0 || wire.Closing() {
			t.Fatalf("discard said %q, closing %v", got, wire.Closing())
		}
	})
}

func TestNothingIsSaidAtEverySplit(t *testing.T) {
	script.EverySplit(t, "hello\r\nquit", func(chunks [][]byte) {
		wire := fakes.NewStringTransport()
		p, _ := discard.Factory(discard.Config{}).BuildProtocol(wire.RemoteAddr())
		wire.Connect(p)
		for _, c := range chunks {
			wire.Feed(string(c))
		}
		if got := wire.Take(); len(got) > 0 || wire.Closing() {
			t.Fatalf("%q: discard said %q, closing %v", chunks, got, wire.Closing())
		}
	})
}
