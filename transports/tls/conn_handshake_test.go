package tls_test

import (
	stdtls "crypto/tls"
	"fmt"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/pump"
	"ravel/reactortest/certs"
	"ravel/transports/tls"
)

// A conversation is a handshake, a question, an answer and the end, over a pump.
type conversation struct {
	clock          *fakes.Clock
	server, client *end
	wire           []byte // everything that both sides sent
}

// A kind is what a handshake consists of.
type kind struct {
	version     uint16
	certificate bool // the server asks for the client's
	resumed     bool // a session of an earlier conversation
	started     bool // in the middle of a conversation in the clear
}

func (k kind) String() string {
	return fmt.Sprintf("%s, certificate %v, resumed %v, started %v", stdtls.VersionName(k.version), k.certificate, k.resumed, k.started)
}

// configs are for k. A session that is to be resumed has been made.
func (k kind) configs(t *testing.T, now func() time.Time) (server, client *stdtls.Config) {
	t.Helper()
	server, client = configs(now)
	server.MaxVersion = k.version
	if k.certificate {
		ca := certs.New("spec")
		server.ClientAuth, server.ClientCAs = stdtls.RequireAndVerifyClientCert, ca.Pool()
		client.Certificates = []stdtls.Certificate{ca.Sign(certs.Leaf{Names: []string{"client"}})}
	}
	if k.resumed {
		client.ClientSessionCache = stdtls.NewLRUClientSessionCache(1)
		first := k
		first.resumed = false
		first.talk(t, server, client, pump.Together).check(t, "the first conversation")
	}
	return server, client
}

// converse has a conversation of a server and a client of that kind.
func converse(t *testing.T, k kind, policy pump.Policy) *conversation {
	t.Helper()
	server, client := k.configs(t, fakes.NewClock().Now)
	c := k.talk(t, server, client, policy)
	if got := c.client.t.(core.TLSTransport).ConnectionState().DidResume; got != k.resumed {
		t.Errorf("%v: a session was resumed: %v", k, got)
	}
	return c
}

func (k kind) talk(t *testing.T, server, client *stdtls.Config, policy pump.Policy) *conversation {
	t.Helper()
	c := &conversation{clock: fakes.NewClock(), server: &end{name: "S"}, client: &end{name: "C"}}
	c.server.onData = func(p []byte) { c.server.t.Write([]byte("answer")) }
	c.client.onMade = func() { c.client.t.Write([]byte("question")) }
	c.client.onData = func([]byte) {
		if len(c.client.received) == len("answer") {
			c.client.t.LoseConnection()
		}
	}
	once := func(p core.Protocol) core.Factory { return &single{p} }
	serverFactory, clientFactory := tls.Server(c.clock, server, once(c.server)), tls.Client(c.clock, client, once(c.client))
	if k.started {
		serverFactory = tls.StartableServer(c.clock, once(&startEnd{c.server, server, "START", "", nil}))
		clientFactory = tls.StartableClient(c.clock, once(&startEnd{c.client, client, "GO", "START", nil}))
	}
	p, err := pump.ConnectFactories(serverFactory, clientFactory, pump.Config{Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	p.Flush()
	c.wire = append(append(c.wire, p.Server.Value()...), p.Client.Value()...)
	return c
}

// A startEnd is an end that speaks in the clear at first: one side says START, the other answers GO, and both turn
// to TLS. Then it begins to be what it is.
type startEnd struct {
	*end
	config *stdtls.Config
	awaits string
	says   string // first, or nothing: then it answers
	heard  []byte
}

func (e *startEnd) ConnectionMade(t core.Transport) {
	e.t = t
	t.Write([]byte(e.says))
}

func (e *startEnd) DataReceived(p []byte) {
	if string(e.heard) == e.awaits {
		e.end.DataReceived(p)
		return
	}
	if e.heard = append(e.heard, p...); string(e.heard) != e.awaits {
		return
	}
	if e.says == "" {
		e.t.Write([]byte("GO"))
	}
	if err := e.t.(core.TLSStarter).StartTLS(e.config, nil); err != nil {
		panic(err)
	}
	e.end.ConnectionMade(e.t)
}

func (c *conversation) check(t *testing.T, how string) {
	t.Helper()
	if got := string(c.server.received); got == "" || got[:len("question")] != "question" {
		t.Errorf("%s: the server received %q", how, got)
	}
	if got, want := fmt.Sprint(c.client.log), "[made shaken data lost: done]"; got != want {
		t.Errorf("%s: the client's log is %s, want %s: %v", how, got, want, c.client.reason)
	}
	if got, want := fmt.Sprint(c.server.log), "[made shaken data lost: done]"; got != want {
		t.Errorf("%s: the server's log is %s, want %s: %v", how, got, want, c.server.reason)
	}
	if n := c.clock.Pending(); n != 0 {
		t.Errorf("%s: %d delayed calls are left", how, n)
	}
}

// Every fragmentation of thousands of bytes cannot be tried. Those that differ can: each size of pieces, and
// each place of a single cut in each piece that is under way. The certificate of the client is what a handshake can
// have beside those of the others, so that its cuts are tried all.
func TestAHandshakeInAnyFragmentation(t *testing.T) {
	for _, version := range []uint16{stdtls.VersionTLS12, stdtls.VersionTLS13} {
		for k, step := range map[kind]int{
			{version: version}:                    29,
			{version: version, certificate: true}: 1,
			{version: version, resumed: true}:     17,
			{version: version, started: true}:     29,
		} {
			t.Run(k.String(), func(t *testing.T) {
				t.Parallel()
				total := len(converse(t, k, pump.Together).wire)
				for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 11, 64, 255, 1000} {
					converse(t, k, pieces(n)).check(t, fmt.Sprintf("in pieces of %d", n))
				}
				if testing.Short() {
					step *= 17
				}
				for cut := 1; cut < total; cut += step {
					converse(t, k, cutAt(cut)).check(t, fmt.Sprintf("cut at %d", cut))
					if t.Failed() {
						return
					}
				}
			})
		}
	}
}

// pieces has n bytes arrive at a time.
func pieces(n int) pump.Policy {
	return func(writes []int) int { return min(n, pump.Together(writes)) }
}

// cutAt has everything arrive as it was written, with one cut behind byte n of the conversation.
func cutAt(n int) pump.Policy {
	passed := 0
	return func(writes []int) int {
		k := writes[0]
		if passed < n && passed+k > n {
			k = n - passed
		}
		passed += k
		return k
	}
}

type single struct{ p core.Protocol }

func (s *single) BuildProtocol(net.Addr) (core.Protocol, error) { return s.p, nil }

func TestAStepOfAHandshakeLeavesBeforeTheNextBegins(t *testing.T) {
	g := newRig(t)
	type step struct{ turn, sent uint64 }
	var steps []step
	g.server.GetConfigForClient = func(*stdtls.ClientHelloInfo) (*stdtls.Config, error) {
		s := g.r.Stats()
		steps = append(steps, step{s.Turns, s.Sent})
		return nil, nil
	}
	made := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &counter{}, nil })
	l, err := g.r.ListenTCP("127.0.0.1:0", tls.Server(g.r, g.server, made))
	if err != nil {
		t.Fatal(err)
	}
	const clients = 5
	for range clients {
		if _, err := g.r.ConnectTCP(l.Addr().String(), tls.Client(g.r, g.client, made)); err != nil {
			t.Fatal(err)
		}
	}
	g.settle()
	g.wantThat("each has begun its handshake", len(steps) == clients)
	for i, s := range steps[1:] {
		// A server's first words have its certificate: 500 bytes and more.
		if before := steps[i]; s.turn != before.turn || s.sent < before.sent+500 {
			t.Errorf("step %d: in turn %d, %d bytes had left; the one before was in turn %d, at %d: want it sent in the same turn, before this one",
				i+1, s.turn, s.sent, before.turn, before.sent)
		}
	}
}

func TestAnIdleConnectionHasNoStack(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	stacks := 0
	s.onMade = func() { c.t.Write([]byte("x")) }
	g.server.GetConfigForClient = func(*stdtls.ClientHelloInfo) (*stdtls.Config, error) {
		stacks = handshakes()
		return nil, nil
	}
	g.connect(s, c)
	g.wantThat("a handshake has one", stacks > 0)
	g.want("the connection is made, and has been used", s, "made", "shaken", "data")
	g.wantThat("neither end has one any more", handshakes() == 0)
	g.wantThat("nor is any coroutine parked", len(g.r.Scope().Parked()) == 0)
	c.t.LoseConnection()
	g.over()
}
