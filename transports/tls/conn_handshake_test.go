package tls_test

import (
	stdtls "crypto/tls"
	"fmt"
	"net"
	"testing"
	"testing/cryptotest"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/pump"
	"ravel/transports/tls"
)

// A conversation is a handshake, a question, an answer and the end, over a pump.
type conversation struct {
	clock          *fakes.Clock
	server, client *end
	wire           []byte // everything that both sides sent
}

func converse(t *testing.T, version uint16, policy pump.Policy) *conversation {
	t.Helper()
	c := &conversation{clock: fakes.NewClock(), server: &end{name: "S"}, client: &end{name: "C"}}
	serverConfig, clientConfig := configs(c.clock.Now)
	serverConfig.MaxVersion = version
	c.server.onData = func(p []byte) { c.server.t.Write([]byte("answer")) }
	c.client.onMade = func() { c.client.t.Write([]byte("question")) }
	c.client.onData = func([]byte) {
		if len(c.client.received) == len("answer") {
			c.client.t.LoseConnection()
		}
	}
	once := func(p core.Protocol) core.Factory { return &single{p} }
	p, err := pump.ConnectFactories(tls.Server(c.clock, serverConfig, once(c.server)), tls.Client(c.clock, clientConfig, once(c.client)),
		pump.Config{Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	p.Flush()
	c.wire = append(append(c.wire, p.Server.Value()...), p.Client.Value()...)
	return c
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
// each place of a single cut in each piece that is under way.
func TestAHandshakeInAnyFragmentation(t *testing.T) {
	for _, version := range []uint16{stdtls.VersionTLS12, stdtls.VersionTLS13} {
		t.Run(stdtls.VersionName(version), func(t *testing.T) {
			total := len(converse(t, version, pump.Together).wire)
			for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 11, 64, 255, 1000} {
				converse(t, version, pieces(n)).check(t, fmt.Sprintf("in pieces of %d", n))
			}
			step := 1
			if testing.Short() {
				step = 17
			}
			for cut := 1; cut < total; cut += step {
				converse(t, version, cutAt(cut)).check(t, fmt.Sprintf("cut at %d", cut))
				if t.Failed() {
					return
				}
			}
		})
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

func TestTheBytesOnTheWireAreTheSameInEveryRun(t *testing.T) {
	run := func(seed uint64) (wire string) {
		t.Run("run", func(t *testing.T) {
			cryptotest.SetGlobalRandom(t, seed)
			for _, version := range []uint16{stdtls.VersionTLS12, stdtls.VersionTLS13} {
				c := converse(t, version, pump.AsWritten)
				c.check(t, stdtls.VersionName(version))
				wire += string(c.wire)
			}
		})
		return wire
	}
	first := run(1)
	if again := run(1); again != first {
		t.Error("two runs of one seed differ on the wire")
	}
	if other := run(2); other == first {
		t.Error("another seed makes the same bytes")
	}
}
