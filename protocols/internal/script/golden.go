package script

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"ravel/core"
)

var rewrite = flag.Bool("rewrite", false, "write the conversations in testdata as they go now")

// A Wire is the transport of a conversation. A *fakes.StringTransport is one.
type Wire interface {
	core.Transport
	// Connect, Feed, FeedEOF and Turn are what the world does to the connection.
	Connect(p core.Protocol)
	Feed(data string)
	FeedEOF()
	Turn()
	// Take is what was written since the last Take.
	Take() []byte
	// Lost is the reason of the end, or nil.
	Lost() error
}

// Golden plays the conversation in the file path and compares how it goes with how it went. wire makes
// the transport of each connection, and build the factory that is talked to.
//
// A line "NAME> TEXT" is a peer, connected at its first line, that sends TEXT, a quoted Go string
// without the quotes; "NAME." is the peer leaving. The rest of the file is what follows from that: "NAME< TEXT" is received
// by the peer, one line per line, "NAME: TEXT" was said by the protocol through log, and "NAME# TEXT"
// is how its connection ends. A line that begins with a '#' and empty lines are kept.
func Golden(t *testing.T, path string, wire func() Wire, build func(log func(format string, args ...any)) core.Factory) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := converse(string(want), wire, build)
	if err != nil {
		t.Fatalf("%s:%v", path, err)
	}
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(want) {
		t.Errorf("%s goes otherwise now (-rewrite accepts it):\n%s", path, got)
	}
}

// converse plays the peers' lines in conversation and writes what follows from each anew.
func converse(conversation string, wire func() Wire, build func(log func(format string, args ...any)) core.Factory) (string, error) {
	g := &golden{wire: wire, peers: make(map[string]*peer)}
	g.factory = build(func(format string, args ...any) {
		fmt.Fprintf(&g.out, "%s: %s\n", g.now, fmt.Sprintf(format, args...))
	})
	for i, l := range strings.Split(strings.TrimSuffix(conversation, "\n"), "\n") {
		if err := g.play(l); err != nil {
			return "", fmt.Errorf("%d: %w", i+1, err)
		}
	}
	return g.out.String(), nil
}

type golden struct {
	wire    func() Wire
	factory core.Factory
	peers   map[string]*peer
	order   []string
	out     bytes.Buffer
	now     string // the peer whose protocol is being called
}

type peer struct {
	wire  Wire
	ended bool
}

func (g *golden) play(l string) error {
	name, rest, said := strings.Cut(l, "> ")
	switch {
	case l == "" || l[0] == '#':
		fmt.Fprintln(&g.out, l)
		return nil
	case said && isName(name):
		fmt.Fprintln(&g.out, l)
		text, err := strconv.Unquote(`"` + rest + `"`)
		if err != nil {
			return fmt.Errorf("%q: %w", rest, err)
		}
		return g.sends(name, text)
	case strings.HasSuffix(l, ".") && isName(l[:len(l)-1]):
		fmt.Fprintln(&g.out, l)
		p := g.peers[l[:len(l)-1]]
		if p == nil {
			return fmt.Errorf("%s was never connected", l[:len(l)-1])
		}
		g.now = l[:len(l)-1]
		p.wire.FeedEOF()
		g.show()
	}
	return nil // what follows from the script is made anew
}

func isName(s string) bool { return s != "" && !strings.ContainsAny(s, " <>:#.") }

func (g *golden) sends(name, text string) error {
	p := g.peers[name]
	g.now = name
	if p == nil {
		p = &peer{wire: g.wire()}
		g.peers[name] = p
		g.order = append(g.order, name)
		protocol, err := g.factory.BuildProtocol(p.wire.RemoteAddr())
		if err != nil {
			return err
		}
		p.wire.Connect(protocol)
		g.show()
	}
	p.wire.Feed(text)
	g.show()
	return nil
}

// show lets every connection have its turn, and writes what each peer has received and how it ended.
func (g *golden) show() {
	for _, name := range g.order {
		p := g.peers[name]
		g.now = name
		p.wire.Turn()
		for l := range strings.Lines(string(p.wire.Take())) {
			quoted := strconv.Quote(l)
			fmt.Fprintf(&g.out, "%s< %s\n", name, quoted[1:len(quoted)-1])
		}
		if p.wire.Lost() != nil && !p.ended {
			p.ended = true
			fmt.Fprintf(&g.out, "%s# %v\n", name, p.wire.Lost())
		}
	}
}
