//go:build interop

package interop

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"ravel/core"
	"ravel/protocols/finger"
	"ravel/protocols/framing"
	"ravel/protocols/intprefix"
	"ravel/protocols/netstring"
	"ravel/transports/native"
)

// run connects f to a port of this host and runs a reactor until f's protocol stops it.
func run(t *testing.T, port string, make func(r *native.Reactor) core.Factory) {
	t.Helper()
	r, err := native.Open(native.Config{NoSignals: true, OnFailure: func(err error) { t.Errorf("a failure: %v", err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.ConnectTCP("127.0.0.1:"+port, make(r)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// texts is what is sent to the servers that send it back: of every length class that a prefix can have.
func texts() [][]byte {
	return [][]byte{[]byte("hello"), {}, {0, 255, ','}, bytes.Repeat([]byte("x"), 9), bytes.Repeat([]byte("y"), 10), bytes.Repeat([]byte("long "), 15_000)}
}

// An exchange sends all texts, wants them back, and leaves.
type exchange struct {
	t     *testing.T
	r     *native.Reactor
	heard [][]byte
}

func (e *exchange) factory(codec framing.NewStringCodec) core.Factory {
	return framing.StringClientFactory(framing.StringClientConfig{
		Codec: codec, Connected: e.connected, Received: e.received,
		Lost: func(_ *framing.StringClient, reason error) { e.lost(reason) },
	})
}

func (e *exchange) connected(c *framing.StringClient) {
	for _, text := range texts() {
		if err := c.SendString(text); err != nil {
			e.t.Errorf("sending %.20q: %v", text, err)
		}
	}
}

func (e *exchange) received(c *framing.StringClient, s []byte) {
	if e.heard = append(e.heard, bytes.Clone(s)); len(e.heard) == len(texts()) {
		c.LoseConnection()
	}
}

func (e *exchange) lost(reason error) {
	if !slices.EqualFunc(e.heard, texts(), bytes.Equal) {
		e.t.Errorf("heard %.20q, want %.20q", e.heard, texts())
	}
	if !errors.Is(reason, core.ErrConnectionDone) {
		e.t.Errorf("lost: %v, want it in order", reason)
	}
	e.r.Stop()
}

func TestOurNetstringsAreTwisteds(t *testing.T) {
	run(t, serveTwisted(t, "netstring"), func(r *native.Reactor) core.Factory {
		e := &exchange{t: t, r: r}
		return e.factory(netstring.Codec(0))
	})
}

func TestOurInt32StringsAreTwisteds(t *testing.T) {
	run(t, serveTwisted(t, "int32"), func(r *native.Reactor) core.Factory {
		e := &exchange{t: t, r: r}
		return e.factory(intprefix.Format{}.Codec())
	})
}

func TestOurFingerAsksTwisteds(t *testing.T) {
	port := serveTwisted(t, "finger")
	for user, want := range map[string]string{"moshez": "Happy and well\r\n", "nobody": "No such user\r\n"} {
		asked := 0
		run(t, port, func(r *native.Reactor) core.Factory {
			return finger.ClientFactory(finger.ClientConfig{
				Query: finger.Query{User: user},
				Done: func(answer []byte, err error) {
					if asked++; err != nil || string(answer) != want {
						t.Errorf("finger %s: %q, %v; want %q", user, answer, err, want)
					}
					r.Stop()
				},
			})
		})
		if asked != 1 {
			t.Errorf("finger %s: Done was called %d times", user, asked)
		}
	}
}
