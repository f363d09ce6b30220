package qotd_test

import (
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/internal/script"
	"ravel/protocols/qotd"
)

// FuzzQuote serves any quote: it arrives whole, whatever the peer says meanwhile, and Check never lets
// through what RFC 865 advises against.
func FuzzQuote(f *testing.F) {
	f.Add("An apple a day keeps the doctor away\r\n", []byte("hello"))
	f.Add("caf\xc3\xa9", []byte{0})
	f.Fuzz(func(t *testing.T, quote string, said []byte) {
		wire := fakes.NewStringTransport()
		p, err := qotd.Factory(quote).BuildProtocol(wire.RemoteAddr())
		if err != nil {
			t.Fatal(err)
		}
		wire.Connect(p)
		for i := range said {
			if !wire.Closing() {
				wire.Feed(string(said[i : i+1]))
			}
		}
		if got := string(wire.Take()); got != quote {
			t.Fatalf("the quote %q was said as %q", quote, got)
		}
		wire.Turn()
		if wire.Lost() != core.ErrConnectionDone {
			t.Fatalf("behind the quote the end is orderly: %v", wire.Lost())
		}
		if qotd.Check(quote) == nil {
			for i := range len(quote) {
				if c := quote[i]; c >= 0x7f || c < ' ' && c != '\r' && c != '\n' || len(quote) > qotd.QuoteMax {
					t.Fatalf("Check lets %q through", quote)
				}
			}
		}
	})
}

func TestTheQuoteComesWhateverIsSaidAtEverySplit(t *testing.T) {
	script.EverySplit(t, "what?\r\n", func(chunks [][]byte) {
		wire := fakes.NewStringTransport()
		p, _ := qotd.Factory().BuildProtocol(wire.RemoteAddr())
		wire.Connect(p)
		for _, c := range chunks {
			if !wire.Closing() {
				wire.Feed(string(c))
			}
		}
		if got := string(wire.Take()); got != qotd.Default {
			t.Fatalf("%q: heard %q", chunks, got)
		}
	})
}
