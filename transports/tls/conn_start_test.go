package tls_test

import (
	"errors"
	"testing"

	"ravel/core"
	"ravel/transports/tls"
)

// starting connects two that begin in the clear.
func (g *rig) starting(s, c core.Protocol) {
	g.Helper()
	g.connectWith(tls.StartableServer(g.r, g.factory(s)), tls.StartableClient(g.r, g.factory(c)))
}

func starter(e *end) core.TLSStarter {
	t, ok := core.TransportFacet[core.TLSStarter](e.t)
	if !ok {
		panic(e.name + " cannot start TLS")
	}
	return t
}

func TestStartTLSInTheMiddleOfAConversation(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	s.onData = func(p []byte) {
		if string(p) == "STARTTLS\n" {
			s.t.Write([]byte("OK\n"))
			if err := starter(s).StartTLS(g.server, nil); err != nil {
				t.Error(err)
			}
			s.t.Write([]byte("welcome"))
		}
	}
	c.onData = func(p []byte) {
		if string(p) == "OK\n" {
			if err := starter(c).StartTLS(g.client, nil); err != nil {
				t.Error(err)
			}
			c.t.Write([]byte("secret"))
		}
	}
	g.starting(s, c)
	c.t.Write([]byte("STARTTLS\n"))
	g.settle()
	g.want("the server was in the clear, then secure", s, "made", "data", "shaken", "data")
	g.wantThat("what was written before went before", string(c.received) == "OK\nwelcome")
	g.wantThat("and what was written after came after", string(s.received) == "STARTTLS\nsecret")
	g.wantThat("a second time is refused", errors.Is(starter(c).StartTLS(g.client, nil), core.ErrTLSStarted))
	c.t.LoseConnection()
	g.settle()
	g.want("the end is in order", s, "made", "data", "shaken", "data", "lost: done")
	g.over()
}

func TestPlaintextBehindTheCommandIsRefused(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	s.onData = func(p []byte) {
		rest := p[len("STARTTLS\n"):]
		if err := starter(s).StartTLS(g.server, rest); !errors.Is(err, core.ErrPlaintext) {
			t.Errorf("StartTLS with %q returned %v", rest, err)
		}
	}
	g.starting(s, c)
	c.t.Write([]byte("STARTTLS\nRCPT TO:<victim>\n"))
	g.settle()
	g.wantThat("the connection is aborted for that reason", errors.Is(s.reason, core.ErrPlaintext))
	g.over()
}

func TestPlaintextInsteadOfAHandshakeIsRefused(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	s.onData = func(p []byte) {
		if len(s.log) == 2 {
			starter(s).StartTLS(g.server, nil)
		}
	}
	g.starting(s, c)
	c.t.Write([]byte("STARTTLS\n"))
	g.settle()
	c.t.Write([]byte("RCPT TO:<victim>\n"))
	g.settle()
	g.want("nothing of it is delivered", s, "made", "data", "lost: lost")
	g.over()
}

func TestBeforeTLSEverythingIsAsBelow(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.starting(halfEnd{s}, halfEnd{c})
	c.t.Write([]byte("a"))
	c.t.(core.HalfCloser).LoseWriteConnection()
	g.settle()
	g.want("the end of one direction is told", s, "made", "data", "read lost")
	g.want("to both", c, "made", "write lost")
	g.wantThat("then TLS is too late", errors.Is(starter(s).StartTLS(g.server, nil), core.ErrNotConnected))
	s.t.Write([]byte("b"))
	s.t.LoseConnection()
	g.settle()
	g.want("the other direction lived on", c, "made", "write lost", "data", "read lost", "lost: done")
	g.want("until it ended", s, "made", "data", "read lost", "lost: done")
	g.over()
}
