package framing_test

import (
	"errors"
	"slices"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/framing"
	"ravel/protocols/intprefix"
	"ravel/protocols/netstring"
)

// codecs are all that there are, each with what a string looks like in it.
var codecs = map[string]struct {
	codec framing.NewStringCodec
	hi    string
}{
	"netstring": {netstring.Codec(0), "2:hi,"},
	"intprefix": {intprefix.Format{Width: intprefix.Int8}.Codec(), "\x02hi"},
}

func TestStringsAreSentAndReceived(t *testing.T) {
	for name, c := range codecs {
		var heard []string
		wire := fakes.NewStringTransport()
		client := framing.NewStringClient(framing.StringClientConfig{
			Codec:     c.codec,
			Connected: func(*framing.StringClient) { heard = append(heard, "connected") },
			Received:  func(_ *framing.StringClient, s []byte) { heard = append(heard, string(s)) },
			Lost:      func(_ *framing.StringClient, reason error) { heard = append(heard, reason.Error()) },
		})
		wire.Connect(client)
		if err := client.SendString([]byte("hi")); err != nil || string(wire.Take()) != c.hi {
			t.Errorf("%s: sending: %v", name, err)
		}
		wire.Feed(c.hi + c.hi)
		wire.Lose(core.ErrConnectionLost)
		if want := []string{"connected", "hi", "hi", core.ErrConnectionLost.Error()}; !slices.Equal(heard, want) {
			t.Errorf("%s: heard %q, want %q", name, heard, want)
		}
		if err := client.SendString([]byte("hi")); !errors.Is(err, core.ErrNotConnected) {
			t.Errorf("%s: sending after the loss: %v", name, err)
		}
	}
}

func TestAClientWithoutFunctionsOnlyReads(t *testing.T) {
	wire := fakes.NewStringTransport()
	wire.Connect(framing.NewStringClient(framing.StringClientConfig{Codec: netstring.Codec(0)}))
	wire.Feed("2:hi,")
	wire.Lose(core.ErrConnectionDone)
	if got := wire.Take(); len(got) > 0 {
		t.Errorf("it wrote %q", got)
	}
}

func TestEachConnectionHasACodecOfItsOwn(t *testing.T) {
	f := framing.StringEchoFactory(netstring.Codec(0))
	var wires []*fakes.StringTransport
	for range 2 {
		wire := fakes.NewStringTransport()
		e, err := f.BuildProtocol(wire.RemoteAddr())
		if err != nil {
			t.Fatal(err)
		}
		wire.Connect(e)
		wire.Feed("2:h")
		wires = append(wires, wire)
	}
	for _, wire := range wires {
		wire.Feed("i,")
		if got := string(wire.Take()); got != "2:hi," {
			t.Errorf("got %q; where one has read to is nothing to the other", got)
		}
	}
}

func TestStringsNeedACodecAndAHandler(t *testing.T) {
	for why, s := range map[string]*framing.Strings{
		"no codec":   {Handler: framing.NewStringClient(framing.StringClientConfig{Codec: netstring.Codec(0)})},
		"no handler": {Codec: intprefix.Format{}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: nothing was said", why)
				}
			}()
			s.ConnectionMade(fakes.NewStringTransport())
		}()
	}
}
