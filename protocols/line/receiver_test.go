package line_test

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
	"ravel/protocols/line"
)

// client tells what it hears and does what the test says on a line.
type client struct {
	line.Receiver
	events []string
	on     func(line string)
	onRaw  func(p []byte)
}

func (c *client) say(format string, args ...any) {
	c.events = append(c.events, fmt.Sprintf(format, args...))
}

func (c *client) LineReceived(line []byte) {
	c.say("line %q", line)
	if c.on != nil {
		c.on(string(line))
	}
}

func (c *client) RawReceived(p []byte) {
	if c.onRaw == nil {
		c.say("raw %q", p)
		return
	}
	c.onRaw(p)
}

func (c *client) FramingFailed(err error) { c.say("failed: %v", err) }

func (c *client) want(t *testing.T, why string, events ...string) {
	t.Helper()
	if !slices.Equal(c.events, events) {
		t.Fatalf("%s: got %q, want %q", why, c.events, events)
	}
	c.events = nil
}

func connect(longest int) (*client, *fakes.StringTransport) {
	c, wire := &client{}, fakes.NewStringTransport()
	c.Handler, c.MaxLength = c, longest
	c.ConnectionMade(wire)
	return c, wire
}

func feed(p core.Protocol, s string) { script.Feed(p, []byte(s)) }

func TestRawModeSwitchesInsideTheChunk(t *testing.T) {
	for _, chunks := range [][][]byte{{[]byte("RAW\r\nabcL1\r\nRAW\r\ndefL2\r\n")}, script.Bytes("RAW\r\nabcL1\r\nRAW\r\ndefL2\r\n")} {
		c, _ := connect(0)
		var raw []byte
		c.on = func(line string) {
			if line == "RAW" {
				c.SetRaw()
			}
			c.say("end")
		}
		c.onRaw = func(p []byte) {
			n := min(len(p), 3-len(raw))
			raw = append(raw, p[:n]...)
			if len(raw) == 3 {
				c.say("raw %q", raw)
				raw = nil
				c.SetLine(p[n:])
				c.say("raw end")
			}
		}
		script.Feed(c, chunks...)
		c.want(t, "LR-04: switching back is not recursive and keeps the order",
			`line "RAW"`, "end", `raw "abc"`, "raw end", `line "L1"`, "end",
			`line "RAW"`, "end", `raw "def"`, "raw end", `line "L2"`, "end")
	}
}

func TestSwitchingOutsideACallbackDeliversWhatWaits(t *testing.T) {
	c, _ := connect(0)
	feed(c, "half a li")
	c.SetRaw()
	c.want(t, "the beginning of a line is raw bytes now", `raw "half a li"`)
	c.SetLine([]byte("given back\r\nand "))
	feed(c, "more\r\n")
	c.want(t, "what was given back is cut into lines", `line "given back"`, `line "and more"`)
}

func TestReentrantBytesAreQueued(t *testing.T) {
	c, _ := connect(0)
	c.on = func(line string) {
		if line == "a" {
			feed(c, "X\r\n")
			c.say("a end")
		}
	}
	feed(c, "a\r\nb\r\n")
	c.want(t, "LR-05: behind what waits", `line "a"`, "a end", `line "b"`, `line "X"`)
}

func TestPauseStopsInsideTheChunk(t *testing.T) {
	c, wire := connect(0)
	c.on = func(line string) {
		if line == "p" {
			c.PauseReading()
		}
	}
	feed(c, "a\r\np\r\nb\r\np\r\nc\r\n")
	c.want(t, "LR-06: nothing after the line that paused", `line "a"`, `line "p"`)
	if !wire.ReadingPaused() || !c.Paused() {
		t.Fatal("the transport was not paused")
	}
	feed(c, "d\r\n")
	c.want(t, "what comes while paused waits")
	c.ResumeReading()
	c.want(t, "resuming delivers what waits, and a line may pause again", `line "b"`, `line "p"`)
	if !wire.ReadingPaused() {
		t.Fatal("the transport reads although the protocol paused again")
	}
	c.ResumeReading()
	c.want(t, "the rest in order", `line "c"`, `line "d"`)
	if wire.ReadingPaused() {
		t.Fatal("the transport was not resumed")
	}
}

func TestPauseAndResumeInOneCallback(t *testing.T) {
	c, wire := connect(0)
	c.on = func(string) { c.PauseReading(); c.ResumeReading(); c.say("end") }
	feed(c, "a\r\nb\r\n")
	c.want(t, "resuming inside a callback is not recursive", `line "a"`, "end", `line "b"`, "end")
	if wire.ReadingPaused() {
		t.Fatal("the transport is still paused")
	}
}

func TestRawBytesWaitWhilePaused(t *testing.T) {
	c, _ := connect(0)
	c.SetRaw()
	c.PauseReading()
	feed(c, "abc")
	feed(c, "def")
	c.say("resume")
	c.ResumeReading()
	c.want(t, "LR-13: in one piece after the resume", "resume", `raw "abcdef"`)
}

func TestNothingAfterLoseConnection(t *testing.T) {
	c, _ := connect(0)
	c.on = func(line string) {
		if line == "quit" {
			c.LoseConnection()
		}
	}
	feed(c, "a\r\nquit\r\nb\r\n")
	feed(c, "c\r\n")
	c.want(t, "LR-07: the rest of the chunk is dropped", `line "a"`, `line "quit"`)
}

func TestResumeAfterTheLossDeliversNothing(t *testing.T) {
	c, wire := connect(0)
	c.PauseReading()
	feed(c, "a\r\n")
	wire.Lose(core.ErrConnectionLost)
	c.ConnectionLost(core.ErrConnectionLost)
	c.ResumeReading()
	c.want(t, "ConnectionLost is last")
}

func TestOverlongLineLosesTheConnection(t *testing.T) {
	c, wire := connect(5)
	feed(c, "12345\r\n")
	c.want(t, "LR-08: MaxLength is inclusive", `line "12345"`)
	feed(c, "123456")
	c.want(t, "LR-09: 6 bytes may yet be 5 and a CR")
	feed(c, "7\r\nrest\r\n")
	c.want(t, "the handler hears why, then nothing", "failed: line too long: more than 5 bytes")
	if !wire.Closing() {
		t.Fatal("the connection lives on")
	}
}

// patient survives overlong lines.
type patient struct{ client }

func (p *patient) LineLengthExceeded(waiting []byte) { p.say("exceeded %q", waiting) }

func TestLengthHandlerDecides(t *testing.T) {
	p, wire := &patient{}, fakes.NewStringTransport()
	p.Handler, p.MaxLength = p, 5
	p.ConnectionMade(wire)
	feed(p, "1\r\n123456\r\nrest\r\n")
	p.want(t, "LR-10: all that was there, and it is gone", `line "1"`, `exceeded "123456\r\nrest\r\n"`)
	feed(p, "2\r\n")
	p.want(t, "a handler that does not lose the connection hears what follows", `line "2"`)
	if wire.Closing() {
		t.Fatal("the default was applied although there is a handler")
	}
}

func TestWhatWaitsIsBounded(t *testing.T) {
	c, wire := connect(0)
	c.BufferMax = 10
	c.PauseReading()
	feed(c, "0123456789")
	c.want(t, "the limit is inclusive")
	feed(c, "x")
	c.want(t, "more than BufferMax", "failed: "+framing.ErrBufferFull.Error())
	if !wire.Closing() {
		t.Fatal("the connection lives on")
	}
}

func TestSendLineAndClear(t *testing.T) {
	c, wire := connect(0)
	if err := c.SendLine([]byte("hi")); err != nil || string(wire.Take()) != "hi\r\n" {
		t.Fatalf("LR-12: a line is sent with its delimiter: %v", err)
	}
	if err := c.SendLine([]byte("a\r\nb")); !errors.Is(err, line.ErrDelimiter) || string(wire.Take()) != "" {
		t.Fatalf("one line would arrive as two: %v", err)
	}
	feed(c, "part")
	if got := string(c.Clear()); got != "part" {
		t.Fatalf("LR-12: Clear returns what waited: %q", got)
	}
	feed(c, "x\r\n")
	c.want(t, "LR-12: and drops it", `line "x"`)
	wire.Lose(core.ErrConnectionLost)
	if err := c.SendLine([]byte("late")); !errors.Is(err, core.ErrNotConnected) {
		t.Fatalf("a send after the loss says so: %v", err)
	}
}

func TestPanicsThatSayWhatIsMissing(t *testing.T) {
	defer func() {
		if v := fmt.Sprint(recover()); !strings.Contains(v, "needs a Handler") {
			t.Errorf("panic %q", v)
		}
	}()
	new(line.Receiver).ConnectionMade(fakes.NewStringTransport())
}

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/lines.txt", newWire, func(log func(string, ...any)) core.Factory {
		return core.FactoryFunc(func(_ net.Addr) (core.Protocol, error) {
			c := &logged{log: log}
			c.Handler, c.MaxLength = c, 16
			return c, nil
		})
	})
}

func newWire() script.Wire { return fakes.NewStringTransport() }

// logged is a small server: "raw N" takes N raw bytes, "quit" leaves, anything else is answered.
type logged struct {
	line.Receiver
	log  func(string, ...any)
	left int
}

func (l *logged) LineReceived(p []byte) {
	l.log("line %q", p)
	switch n, err := fmt.Sscanf(string(p), "raw %d", &l.left); {
	case n == 1 && err == nil:
		l.SetRaw()
	case string(p) == "quit":
		l.SendLine([]byte("bye"))
		l.LoseConnection()
	default:
		l.SendLine(fmt.Appendf(nil, "%d bytes", len(p)))
	}
}

func (l *logged) RawReceived(p []byte) {
	n := min(len(p), l.left)
	l.log("raw %q", p[:n])
	if l.left -= n; l.left == 0 {
		l.SetLine(p[n:])
	}
}

func (l *logged) FramingFailed(err error) { l.log("failed: %v", err) }

// A protocol embeds a Receiver and is its Handler.
type greeter struct {
	line.Receiver
}

func (g *greeter) LineReceived(name []byte) {
	g.SendLine(fmt.Appendf(nil, "Hello, %s!", name))
}

func Example() {
	factory := core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		g := &greeter{}
		g.Handler, g.AcceptLF = g, true
		return g, nil
	})

	// Anything that can listen serves factory. Here a peer in memory types two lines in three pieces.
	wire := fakes.NewStringTransport()
	p, _ := factory.BuildProtocol(wire.RemoteAddr())
	wire.Connect(p)
	wire.Feed("Ad")
	wire.Feed("a\nGra")
	wire.Feed("ce\r\n")
	fmt.Print(strings.ReplaceAll(string(wire.Take()), "\r\n", "\n"))
	// Output:
	// Hello, Ada!
	// Hello, Grace!
}

func ExampleSplitter() {
	var s line.Splitter
	window := []byte("one\r\ntwo\r\nthr")
	for {
		l, n, err := s.Next(window)
		if n == 0 || err != nil {
			break
		}
		window = window[n:]
		fmt.Printf("%q\n", l)
	}
	fmt.Printf("%q waits\n", window)
	// Output:
	// "one"
	// "two"
	// "thr" waits
}
