package tls_test

import (
	stdtls "crypto/tls"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/tls"
)

func TestAPeerThatNeverAnswersCloseNotifyIsAbortedAtTheDeadline(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connect(s, halfEnd{c}) // it hears of the end, and does not answer
	s.t.LoseConnection()
	g.r.Advance(4900 * time.Millisecond)
	g.want("before the deadline it waits", s, "made", "shaken")
	g.want("for a peer that has read its close_notify", c, "made", "shaken", "read lost")
	g.r.Advance(100 * time.Millisecond)
	g.settle()
	g.want("at the deadline it is over", s, "made", "shaken", "lost: timeout")
	g.wantThat("which is a loss", errors.Is(s.reason, core.ErrConnectionLost))
	g.want("on both sides", c, "made", "shaken", "read lost", "lost: lost")
	g.over()
}

func TestAHandshakeThatDoesNotComeIsAbortedAtTheDeadline(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connectWith(tls.Server(g.r, g.server, g.factory(s), tls.Limits{HandshakeTimeout: time.Second}), g.factory(c))
	c.t.Write([]byte{22, 3, 1}) // the beginning of a record
	g.r.Advance(time.Second)
	g.settle()
	g.want("the silent client is not waited for", s, "made", "lost: timeout")
	var at *core.LostError
	g.wantThat("the reason says that it was the handshake", errors.As(s.reason, &at) && at.Op == "handshake")
	g.over()
}

func TestAnEndOfStreamWithoutCloseNotifyIsALoss(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connect(s, c)
	c.t.(interface{ Unwrap() core.Transport }).Unwrap().(interface{ Unwrap() core.Transport }).Unwrap().LoseConnection()
	g.settle()
	g.want("somebody may have cut the rest off", s, "made", "shaken", "lost: lost")
	g.wantThat("the reason says so", errors.Is(s.reason, io.ErrUnexpectedEOF))
	g.over()
}

func TestTheCoroutineEndsWithTheConnection(t *testing.T) {
	g := newRig(t)
	for range 20 {
		s, c := g.end("S"), g.end("C")
		g.connectWith(tls.Server(g.r, g.server, g.factory(s)), g.factory(c))
		c.t.Write([]byte{22, 3, 1})
		g.settle()
		g.wantThat("the handshake is parked", handshakes() == 1)
		c.t.AbortConnection()
		g.settle()
		g.want("the server is told", s, "made", "lost: lost")
	}
	g.wantThat("no stack is left", handshakes() == 0)
	g.over()
}

func TestWritesBeforeTheHandshakeAreBounded(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	c.onMade = func() {
		for range 5 {
			c.t.Write(make([]byte, 1000))
		}
	}
	g.connectWith(tls.Server(g.r, g.server, g.factory(s)), tls.Client(g.r, g.client, g.factory(c), tls.Limits{OutboxMax: 3000}))
	g.want("past the limit the connection is aborted", c, "made", "lost: outbox full")
	g.over()
}

func TestTamperingIsALoss(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connect(s, c)
	below := c.t.(interface{ Unwrap() core.Transport }).Unwrap().(interface{ Unwrap() core.Transport }).Unwrap()
	below.Write([]byte{23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
	g.settle()
	g.want("a record of nobody's is not delivered", s, "made", "shaken", "lost: lost")
	g.wantThat("the reason says what is wrong", strings.Contains(s.reason.Error(), "bad record MAC"))
	g.want("and the other side hears of it", c, "made", "shaken", "lost: lost")
	g.over()
}

func TestTLSInTLS(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	s.onData = func(p []byte) { s.t.Write(p) }
	g.connectWith(tls.Server(g.r, g.server, tls.Server(g.r, g.server, g.factory(s))),
		tls.Client(g.r, g.client, tls.Client(g.r, g.client, g.factory(c))))
	g.want("the inner handshake runs in the outer connection", c, "made", "shaken")
	c.t.Write([]byte("hello"))
	g.settle()
	g.wantThat("bytes go both ways", string(c.received) == "hello")
	c.t.LoseConnection()
	g.settle()
	g.want("the end is in order here", c, "made", "shaken", "data", "lost: done")
	g.want("and there", s, "made", "shaken", "data", "lost: done")
	g.over()
}

func TestTheFactoryIsToldTheReasonOfTheProtocol(t *testing.T) {
	g := newRig(t)
	g.client.ServerName = "example.org"
	s, c := g.end("S"), g.end("C")
	var reason error
	f := &observer{Factory: g.factory(c), lost: func(r error) { reason = r }}
	l, err := g.r.ListenTLS("127.0.0.1:0", g.factory(s), g.server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.r.ConnectTLS(l.Addr().String(), f, g.client); err != nil {
		t.Fatal(err)
	}
	g.settle()
	l.StopListening(nil)
	var certificate *stdtls.CertificateVerificationError
	g.wantThat("it can tell why to try again, or not to", errors.As(reason, &certificate))
	g.over()
}

type observer struct {
	core.Factory
	connector core.Connector
	lost      func(reason error)
}

func (o *observer) StartedConnecting(c core.Connector)               { o.connector = c }
func (o *observer) ClientConnectionFailed(core.Connector, error)     {}
func (o *observer) ClientConnectionLost(_ core.Connector, why error) { o.lost(why) }

func TestDisconnectEndsInOrder(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	f := &observer{Factory: g.factory(c), lost: func(error) {}}
	l, err := g.r.ListenTLS("127.0.0.1:0", g.factory(s), g.server)
	if err != nil {
		t.Fatal(err)
	}
	k, err := g.r.ConnectTLS(l.Addr().String(), f, g.client)
	if err != nil {
		t.Fatal(err)
	}
	g.settle()
	g.wantThat("the factory and the caller have the same connector", f.connector == k)
	k.Disconnect()
	l.StopListening(nil)
	g.settle()
	g.want("with close_notify", s, "made", "shaken", "lost: done")
	g.over()
}

// below is the transport under e's TLS, behind the monitor's.
func below(e *end) core.Transport {
	t := e.t
	for {
		_, tls := t.(core.TLSTransport)
		t = t.(interface{ Unwrap() core.Transport }).Unwrap()
		if tls {
			return t
		}
	}
}

func TestAPeerThatStopsReadingIsAbortedAtTheDeadline(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connect(s, c)
	c.onData = func([]byte) { below(c).(core.ReadPauser).PauseReading() }
	s.t.Write(make([]byte, 16<<20))
	g.settle()
	s.t.LoseConnection()
	g.r.Advance(4900 * time.Millisecond)
	g.want("before the deadline it has time", s, "made", "shaken")
	below(c).(core.ReadPauser).ResumeReading() // until the next bytes
	g.settle()
	g.r.Advance(4900 * time.Millisecond)
	g.want("a peer that takes some of it has more time", s, "made", "shaken")
	g.r.Advance(5 * time.Second)
	g.settle()
	g.want("one that takes nothing has not", s, "made", "shaken", "lost: timeout")
	var at *core.LostError
	g.wantThat("the reason says that it was the close", errors.As(s.reason, &at) && at.Op == "close")
	below(c).(core.ReadPauser).ResumeReading()
	g.over()
}

func TestAPeerThatReadsSlowlyIsWaitedFor(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connect(s, c)
	const size = 4 << 20
	c.onData = func([]byte) { below(c).(core.ReadPauser).PauseReading() }
	s.t.Write(make([]byte, size))
	s.t.LoseConnection()
	for n := 0; len(c.received) < size && n < size; n++ {
		below(c).(core.ReadPauser).ResumeReading()
		g.r.Advance(time.Second) // in all far longer than the deadline
	}
	g.wantThat("everything arrived", len(c.received) == size)
	below(c).(core.ReadPauser).ResumeReading()
	g.settle()
	g.want("and the end is in order", s, "made", "shaken", "lost: done")
	g.want("on both sides", c, "made", "shaken", "data", "lost: done")
	g.over()
}

func TestAProducerHasAllTheTimeItWants(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connect(s, c)
	s.t.Write([]byte("the first of it"))
	if err := s.t.(core.Consumer).RegisterPush(idler{}); err != nil {
		t.Fatal(err)
	}
	s.t.LoseConnection()
	g.r.Advance(time.Hour)
	g.want("it is not the peer who is slow", s, "made", "shaken")
	s.t.Write([]byte(", and the rest"))
	s.t.(core.Consumer).UnregisterProducer()
	g.settle()
	g.wantThat("all of it arrived", string(c.received) == "the first of it, and the rest")
	g.want("in order", s, "made", "shaken", "lost: done")
	g.over()
}

// An idler is a producer that is in no hurry.
type idler struct{}

func (idler) PauseProducing()  {}
func (idler) ResumeProducing() {}
func (idler) StopProducing()   {}
