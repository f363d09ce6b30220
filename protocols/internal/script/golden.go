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

// Golden plays the conversation in the file path and compares how it goes with how it went.
//
// A line "NAME> TEXT" is a peer, connected at its first line, that sends TEXT, a quoted Go string
// without the quotes; "NAME." is the peer leaving. The rest of the file is what follows from that: "NAME< TEXT" is received
// by the peer, one line per line, "NAME: TEXT" was said by the protocol through log, and "NAME# TEXT"
// is how its connection ends. A line that begins with a '#' and empty lines are kept.
func Golden(t *testing.T, path string, build func(log func(format string, args ...any)) core.Factory) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g := &golden{peers: make(map[string]*peer)}
	g.factory = build(func(format string, args ...any) {
		fmt.Fprintf(&g.out, "%s: %s\n", g.now, fmt.Sprintf(format, args...))
	})
	for i, l := range strings.Split(strings.TrimSuffix(string(want), "\n"), "\n") {
		if err := g.play(l); err != nil {
			t.Fatalf("%s:%d: %v", path, i+1, err)
		}
	}
	if *rewrite {
		if err := os.WriteFile(path, g.out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := g.out.String(); got != string(want) {
		t.Errorf("%s goes otherwise now (-rewrite accepts it):\n%s", path, got)
	}
}

type golden struct {
	factory core.Factory
	peers   map[string]*peer
	order   []string
	out     bytes.Buffer
	now     string // the peer whose protocol is being called
}

type peer struct {
	protocol core.Protocol
	wire     Transport
	ended    bool
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
		g.lost(l[:len(l)-1], core.ErrConnectionDone)
		g.show()
	}
	return nil // what follows from the script is made anew
}

func isName(s string) bool { return s != "" && !strings.ContainsAny(s, " <>:#.") }

func (g *golden) sends(name, text string) error {
	p := g.peers[name]
	if p == nil {
		p = &peer{}
		g.peers[name], g.now = p, name
		g.order = append(g.order, name)
		protocol, err := g.factory.BuildProtocol(p.wire.RemoteAddr())
		if err != nil {
			return err
		}
		p.protocol = protocol
		p.protocol.ConnectionMade(&p.wire)
		g.show()
	}
	if text != "" && !p.wire.Closing() {
		g.now = name
		Feed(p.protocol, []byte(text))
	}
	g.show()
	return nil
}

// show writes what every peer has received, and ends the connections that have come to their end.
func (g *golden) show() {
	for _, name := range g.order {
		p := g.peers[name]
		for l := range strings.Lines(p.wire.Sent()) {
			quoted := strconv.Quote(l)
			fmt.Fprintf(&g.out, "%s< %s\n", name, quoted[1:len(quoted)-1])
		}
		switch {
		case p.ended:
		case p.wire.Aborted:
			fmt.Fprintf(&g.out, "%s# aborted\n", name)
			g.lost(name, core.ErrConnectionAborted)
		case p.wire.Finished():
			fmt.Fprintf(&g.out, "%s# closed\n", name)
			g.lost(name, core.ErrConnectionDone)
		}
	}
}

func (g *golden) lost(name string, reason error) {
	p := g.peers[name]
	if p == nil || p.ended {
		return
	}
	p.ended, p.wire.Lost, g.now = true, true, name
	p.protocol.ConnectionLost(reason)
}
