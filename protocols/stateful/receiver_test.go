package stateful_test

import (
	"fmt"
	"net"
	"slices"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/internal/script"
	"ravel/protocols/stateful"
)

// A pascal reads strings behind one byte of length.
type pascal struct {
	stateful.Receiver
	say func(format string, args ...any)
	on  func(s string)
}

func newPascal(say func(string, ...any)) *pascal {
	p := &pascal{say: say}
	p.Handler, p.PieceMax = p, 100
	return p
}

func (p *pascal) FirstStep() (stateful.Step, int) { return p.length, 1 }

func (p *pascal) length(b []byte) (stateful.Step, int) { return p.text, int(b[0]) }

func (p *pascal) text(b []byte) (stateful.Step, int) {
	p.say("%q", b)
	if p.on != nil {
		p.on(string(b))
	}
	return p.length, 1
}

func (p *pascal) FramingFailed(err error) { p.say("failed: %v", err) }

func connect(events *[]string) (*pascal, *fakes.StringTransport) {
	p := newPascal(func(f string, a ...any) { *events = append(*events, fmt.Sprintf(f, a...)) })
	wire := fakes.NewStringTransport()
	wire.Connect(p)
	return p, wire
}

func TestPauseStopsInsideTheChunk(t *testing.T) {
	var events []string
	p, wire := connect(&events)
	p.on = func(string) { p.PauseReading() }
	wire.Feed("\x01a\x01b")
	if want := []string{`"a"`}; !slices.Equal(events, want) {
		t.Fatalf("got %q, want %q", events, want)
	}
	p.ResumeReading()
	if want := []string{`"a"`, `"b"`}; !slices.Equal(events, want) {
		t.Fatalf("got %q, want %q", events, want)
	}
}

func TestNothingAfterLoseConnection(t *testing.T) {
	var events []string
	p, _ := connect(&events)
	p.on = func(string) { p.Transport.LoseConnection() }
	script.Feed(p, []byte("\x01a\x01b"), []byte("\x01c"))
	if want := []string{`"a"`}; !slices.Equal(events, want) {
		t.Fatalf("a framer stops after close: got %q, want %q", events, want)
	}
}

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/pascal.txt", func() script.Wire { return fakes.NewStringTransport() },
		func(log func(string, ...any)) core.Factory {
			return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return newPascal(log), nil })
		})
}

func Example() {
	p := newPascal(func(format string, args ...any) { fmt.Printf(format+"\n", args...) })
	wire := fakes.NewStringTransport()
	wire.Connect(p)
	wire.Feed("\x03on")
	wire.Feed("e\x03two")
	// Output:
	// "one"
	// "two"
}
