package tls_test

import (
	"bytes"
	"testing"
)

func TestHello(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	c.onMade = func() { c.t.Write([]byte("hello")) }
	s.onData = func(p []byte) { s.t.Write(bytes.ToUpper(p)) }
	g.connect(s, c)
	g.want("the server is told of the handshake before the first byte", s, "made", "shaken", "data")
	g.want("and so is the client", c, "made", "shaken", "data")
	g.wantThat("what was written before the handshake arrived, and was answered", string(c.received) == "HELLO")
	c.t.LoseConnection()
	g.settle()
	g.want("the end is in order on this side", s, "made", "shaken", "data", "lost: done")
	g.want("and on the other", c, "made", "shaken", "data", "lost: done")
	g.over()
}
