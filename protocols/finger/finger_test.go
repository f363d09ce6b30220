package finger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/finger"
	"ravel/protocols/internal/script"
)

func newWire() script.Wire { return fakes.NewStringTransport() }

func connect(c finger.Config) *fakes.StringTransport {
	wire := fakes.NewStringTransport()
	p, _ := finger.Factory(c).BuildProtocol(wire.RemoteAddr())
	wire.Connect(p)
	return wire
}

func TestGolden(t *testing.T) {
	script.Golden(t, "testdata/finger.txt", newWire, func(func(string, ...any)) core.Factory {
		return finger.Factory(finger.Config{Users: map[string]string{
			"moshez": "Happy and well",
			"plan":   "Two lines:\nthis is the second\n",
		}})
	})
	script.Golden(t, "testdata/list.txt", newWire, func(func(string, ...any)) core.Factory {
		return finger.Factory(finger.Config{
			Users: map[string]string{"moshez": "Happy and well", "ada": "Counting"},
			List:  true,
			Lookup: func(q finger.Query) (string, bool) {
				return fmt.Sprintf("%s, whois %v", q.User, q.Whois), strings.HasPrefix(q.User, "x")
			},
		})
	})
}

func TestAnAnswerAtEverySplit(t *testing.T) { // WIR-01
	for query, want := range map[string]string{
		"moshez\r\n":    "Happy and well\r\n",
		"moshez\n":      "Happy and well\r\n",
		"/W moshez\r\n": "Happy and well\r\n",
		"x\r\nmoshez\n": "No such user\r\n",
		"a@b\r\n":       "Finger forwarding service denied\r\n",
	} {
		script.EverySplit(t, query, func(chunks [][]byte) {
			wire := connect(finger.Config{Users: map[string]string{"moshez": "Happy and well"}})
			for _, c := range chunks {
				wire.Feed(string(c))
			}
			if got := string(wire.Take()); got != want || !wire.Losing() {
				t.Fatalf("%q: answered %q, closing %v; want %q and one answer a connection", chunks, got, wire.Losing(), want)
			}
		})
	}
}

func TestAQueryThatIsTooLong(t *testing.T) {
	wire := connect(finger.Config{})
	wire.Feed(strings.Repeat("x", finger.QueryMax+1))
	if wire.Losing() {
		t.Fatal("a CR and LF could still follow")
	}
	wire.Feed("x")
	if got := string(wire.Take()); got != "Finger query too long\r\n" || !wire.Losing() {
		t.Fatalf("answered %q, closing %v", got, wire.Losing())
	}
}

func TestAnEmptyTableCanBeListed(t *testing.T) {
	wire := connect(finger.Config{List: true})
	wire.Feed("\r\n")
	if got := string(wire.Take()); got != "No one logged on\r\n" {
		t.Fatalf("answered %q", got)
	}
}

// ask connects a client; answered is empty until Done was called.
func ask(c finger.ClientConfig) (wire *fakes.StringTransport, answered *[]string) {
	wire, answered = fakes.NewStringTransport(), &[]string{}
	c.Done = func(answer []byte, err error) {
		*answered = append(*answered, fmt.Sprintf("%s|%v", answer, err))
	}
	wire.Connect(finger.NewClient(c))
	return wire, answered
}

func TestClientAsksAndCollects(t *testing.T) {
	wire, answered := ask(finger.ClientConfig{Query: finger.Query{Whois: true, User: "moshez"}})
	if got := string(wire.Take()); got != "/W moshez\r\n" {
		t.Fatalf("asked %q", got)
	}
	wire.Feed("Happy ")
	wire.Feed("and well\r\n")
	if len(*answered) != 0 {
		t.Fatal("the answer ends with the connection, not before")
	}
	wire.FeedEOF()
	if got := fmt.Sprint(*answered); got != "[Happy and well\r\n|<nil>]" {
		t.Fatalf("done with %q", got)
	}
}

func TestClientTellsWhyThereIsNoMore(t *testing.T) {
	wire, answered := ask(finger.ClientConfig{})
	wire.Feed("half an ans")
	wire.Lose(core.ErrConnectionLost)
	if got := fmt.Sprint(*answered); got != "[half an ans|connection lost]" {
		t.Fatalf("done with %q", got)
	}

	wire, answered = ask(finger.ClientConfig{AnswerMax: 4})
	wire.Feed("1234")
	if wire.Closing() {
		t.Fatal("the limit is inclusive")
	}
	wire.Feed("5")
	wire.Turn()
	if got := fmt.Sprint(*answered); got != "["+"1234|"+finger.ErrAnswerTooLong.Error()+"]" {
		t.Fatalf("done with %q", got)
	}
	if !errors.Is(wire.Lost(), core.ErrConnectionAborted) {
		t.Fatalf("the rest is not waited for: %v", wire.Lost())
	}
}

func Example() {
	users := map[string]string{"moshez": "Happy and well"}
	wire := fakes.NewStringTransport()
	server, _ := finger.Factory(finger.Config{Users: users}).BuildProtocol(wire.RemoteAddr())
	wire.Connect(server)
	wire.Feed("moshez\r\n")
	fmt.Printf("%q\n", wire.Take())
	// Output: "Happy and well\r\n"
}
