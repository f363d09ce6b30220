package chat_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/chat"
	"ravel/protocols/internal/script"
)

func newWire() script.Wire { return fakes.NewStringTransport() }

func connect(f core.Factory, c ...fakes.StringConfig) *fakes.StringTransport {
	wire := fakes.NewStringTransport(c...)
	p, _ := f.BuildProtocol(wire.RemoteAddr())
	wire.Connect(p)
	return wire
}

// join connects a member and reads the welcome.
func join(f core.Factory, name string, c ...fakes.StringConfig) *fakes.StringTransport {
	wire := connect(f, c...)
	wire.Feed(name + "\r\n")
	wire.Take()
	return wire
}

func want(t *testing.T, why string, wire *fakes.StringTransport, lines string) {
	t.Helper()
	if got := string(wire.Take()); got != lines {
		t.Fatalf("%s: got %q, want %q", why, got, lines)
	}
}

func TestGolden(t *testing.T) {
	for path, c := range map[string]chat.Config{"testdata/chat.txt": {}, "testdata/full.txt": {MembersMax: 1}} {
		script.Golden(t, path, newWire, func(func(string, ...any)) core.Factory { return chat.Factory(c) })
	}
}

func TestAConversationAtEverySplit(t *testing.T) {
	script.EverySplit(t, "bob\neve\r\nhi\nho\n", func(chunks [][]byte) {
		room := chat.NewRoom()
		f := chat.Factory(chat.Config{Room: room})
		bob := join(f, "bob")
		eve := connect(f)
		for _, c := range chunks {
			eve.Feed(string(c))
		}
		want(t, fmt.Sprintf("%q", chunks), eve,
			"What's your name?\r\nName taken, please choose another.\r\nWelcome, eve!\r\n")
		want(t, fmt.Sprintf("%q", chunks), bob, "<eve> hi\r\n<eve> ho\r\n")
	})
}

func TestLeavingFreesTheName(t *testing.T) {
	room := chat.NewRoom()
	f := chat.Factory(chat.Config{Room: room})
	ada, bob := join(f, "ada"), join(f, "bob")
	ada.Lose(core.ErrConnectionLost)
	want(t, "leaving is silent", bob, "")
	if got := room.Names(); !slices.Equal(got, []string{"bob"}) {
		t.Fatalf("the room holds %q", got)
	}
	second := connect(f)
	second.Feed("ada\r\n")
	want(t, "the name is free again", second, "What's your name?\r\nWelcome, ada!\r\n")
}

func TestWhoNeverJoinedLeavesNobodysName(t *testing.T) {
	room := chat.NewRoom()
	f := chat.Factory(chat.Config{Room: room})
	join(f, "ada")
	late := connect(f)
	late.Feed("ada\r\n")
	late.Lose(core.ErrConnectionLost)
	if got := room.Names(); !slices.Equal(got, []string{"ada"}) {
		t.Fatalf("the room holds %q", got)
	}
}

func TestASlowReaderIsAbortedAndTheOthersLiveOn(t *testing.T) {
	room := chat.NewRoom()
	f := chat.Factory(chat.Config{Room: room})
	slow := join(f, "slow", fakes.StringConfig{Hold: true, OutboxMax: 1000})
	bob, eve := join(f, "bob"), join(f, "eve")
	for range 100 {
		bob.Feed(strings.Repeat("x", 50) + "\r\n")
		slow.Turn()
	}
	if !errors.Is(slow.Lost(), core.ErrOutboxFull) {
		t.Fatalf("the reader that was too slow ended with %v", slow.Lost())
	}
	if got := strings.Count(string(eve.Take()), "<bob> "); got != 100 {
		t.Fatalf("the other got %d messages, want all 100", got)
	}
	if got := room.Names(); !slices.Equal(got, []string{"bob", "eve"}) {
		t.Fatalf("the room holds %q", got)
	}
}

func TestALineThatIsTooLongEndsItsOwnConnection(t *testing.T) {
	f := chat.Factory(chat.Config{})
	ada, bob := join(f, "ada"), join(f, "bob")
	ada.Feed(strings.Repeat("x", chat.LineMax) + "\r\n")
	want(t, "LineMax is inclusive", bob, "<ada> "+strings.Repeat("x", chat.LineMax)+"\r\n")
	ada.Feed(strings.Repeat("x", chat.LineMax+2))
	ada.Turn()
	if ada.Lost() == nil || bob.Closing() {
		t.Fatalf("ada ended with %v, bob is closing: %v", ada.Lost(), bob.Closing())
	}
}

// teller is a client that writes down what it hears.
func teller(name string, refused func(*chat.Client, string, chat.Kind) string) (*chat.Client, *fakes.StringTransport, *[]string) {
	events := &[]string{}
	say := func(format string, a ...any) { *events = append(*events, fmt.Sprintf(format, a...)) }
	c := chat.NewClient(chat.ClientConfig{
		Name:    name,
		Refused: refused,
		Joined:  func(c *chat.Client) { say("joined as %s", c.Name()) },
		Heard:   func(c *chat.Client, name, text []byte) { say("%s says %s", name, text) },
		Lost:    func(c *chat.Client, reason error) { say("lost: %v", reason) },
	})
	wire := fakes.NewStringTransport()
	wire.Connect(c)
	return c, wire, events
}

func TestClient(t *testing.T) {
	c, wire, events := teller("ada", func(c *chat.Client, name string, why chat.Kind) string { return name + "2" })
	if err := c.Say([]byte("early")); !errors.Is(err, core.ErrNotConnected) {
		t.Fatalf("nothing can be said before the welcome: %v", err)
	}
	wire.Feed("What's your name?\r\nName taken, please choose another.\r\n")
	want(t, "one name, then another", wire, "ada\r\nada2\r\n")
	wire.Feed("Welcome, ada2!\r\n<bob> hi\r\nsomething new\r\nWelcome, ada2!\r\n")
	if err := c.Say([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	want(t, "a text is a line", wire, "hello\r\n")
	for _, text := range []string{"two\nlines", strings.Repeat("x", chat.LineMax+1)} {
		if err := c.Say([]byte(text)); !errors.Is(err, chat.ErrText) {
			t.Fatalf("%.20q is not one line: %v", text, err)
		}
	}
	want(t, "and nothing of it is sent", wire, "")
	wire.FeedEOF()
	if got := []string{"joined as ada2", "bob says hi", "lost: connection done"}; !slices.Equal(*events, got) {
		t.Fatalf("heard %q, want %q", *events, got)
	}
}

func TestAClientWithOneNameLeavesWhenItIsRefused(t *testing.T) {
	_, wire, events := teller("ada", nil)
	wire.Feed("What's your name?\r\nName taken, please choose another.\r\n")
	wire.Turn()
	if got := []string{"lost: connection done"}; !slices.Equal(*events, got) {
		t.Fatalf("heard %q, want %q", *events, got)
	}
}

func Example() {
	room := chat.Factory(chat.Config{})
	arrive := func(name string) *fakes.StringTransport {
		wire := fakes.NewStringTransport()
		p, _ := room.BuildProtocol(wire.RemoteAddr())
		wire.Connect(p)
		wire.Feed(name + "\r\n")
		return wire
	}
	ada, bob := arrive("ada"), arrive("bob")
	ada.Feed("hello\r\n")
	fmt.Print(strings.ReplaceAll(string(bob.Take()), "\r\n", "\n"))
	// Output:
	// What's your name?
	// Welcome, bob!
	// <ada> hello
}
