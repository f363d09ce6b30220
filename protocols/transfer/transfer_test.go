package transfer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/transfer"
)

// send begins to send r to a peer that reads only what is drained.
func send(t *testing.T, r io.Reader) (wire *fakes.StringTransport, done *string) {
	t.Helper()
	wire, done = fakes.NewStringTransport(fakes.StringConfig{Hold: true}), new(string)
	wire.Connect(&core.Base{})
	err := transfer.Send(wire, r, transfer.Config{Done: func(sent int64, err error) { *done += fmt.Sprint(sent, " ", err) }})
	if err != nil {
		t.Fatal(err)
	}
	return wire, done
}

func TestSendsAPieceWheneverNothingWaits(t *testing.T) { // FS-01
	data := strings.Repeat("x", transfer.PieceMax) + "abc"
	wire, done := send(t, strings.NewReader(data))
	if wire.Buffered() != transfer.PieceMax || *done != "" {
		t.Fatalf("%d bytes wait, want one piece; done: %q", wire.Buffered(), *done)
	}
	wire.Turn()
	if wire.Buffered() != transfer.PieceMax {
		t.Fatalf("%d bytes wait although the peer has read nothing", wire.Buffered())
	}
	wire.LoseConnection()
	got := append(wire.Drain(math.MaxInt), wire.Drain(math.MaxInt)...)
	if string(got) != data {
		t.Fatalf("%d bytes came, want all %d", len(got), len(data))
	}
	wire.Turn()
	if want := fmt.Sprint(len(data), " <nil>"); *done != want || !errors.Is(wire.Lost(), core.ErrConnectionDone) {
		t.Fatalf("done: %q, want %q once; lost: %v, want the end that waited for all of it", *done, want, wire.Lost())
	}
}

func TestALostConnectionStopsIt(t *testing.T) { // FS-02
	wire, done := send(t, strings.NewReader(strings.Repeat("x", 3*transfer.PieceMax)))
	wire.Drain(math.MaxInt)
	wire.Lose(core.ErrConnectionLost)
	if want := fmt.Sprint(2*transfer.PieceMax, " ", transfer.ErrStopped); *done != want {
		t.Fatalf("done: %q, want %q", *done, want)
	}
	wire, done = fakes.NewStringTransport(), new(string)
	wire.Lose(core.ErrConnectionLost)
	transfer.Send(wire, strings.NewReader("x"), transfer.Config{Done: func(sent int64, err error) { *done = fmt.Sprint(sent, " ", err) }})
	if want := fmt.Sprint("0 ", transfer.ErrStopped); *done != want {
		t.Fatalf("on a lost transport done: %q, want %q", *done, want)
	}
}

func TestTheReadersErrorIsDones(t *testing.T) {
	broken := errors.New("bad sector")
	for _, c := range []struct {
		why  string
		r    io.Reader
		want string
	}{
		{"what was read before the error is sent", io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)), "3 bad sector"},
		{"bytes and the end in one read", iotest.DataErrReader(strings.NewReader("abc")), "3 <nil>"},
		{"nothing to send", strings.NewReader(""), "0 <nil>"},
		{"a reader that neither reads nor ends", idle{}, "0 " + io.ErrNoProgress.Error()},
	} {
		wire, done := send(t, c.r)
		wire.Drain(math.MaxInt)
		if wire.Turn(); *done != c.want || wire.Producer() != nil {
			t.Errorf("%s: done: %q, want %q and no producer any more", c.why, *done, c.want)
		}
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestASecondProducerIsRefused(t *testing.T) {
	wire, done := send(t, strings.NewReader(strings.Repeat("x", 2*transfer.PieceMax)))
	err := transfer.Send(wire, strings.NewReader("y"), transfer.Config{})
	if !errors.Is(err, core.ErrProducerRegistered) || *done != "" {
		t.Fatalf("got %v; the first is done: %q", err, *done)
	}
}

func Example() {
	wire := fakes.NewStringTransport()
	wire.Connect(&core.Base{})
	transfer.Send(wire, strings.NewReader("the contents of a file"), transfer.Config{
		Transform: bytes.ToUpper,
		Done:      func(sent int64, err error) { fmt.Println(sent, err) },
	})
	wire.Turn()
	fmt.Printf("%s\n", wire.Take())
	// Output:
	// 22 <nil>
	// THE CONTENTS OF A FILE
}
