package main

import (
	"net"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/fakes"
	. "ravel/reactortest/matchers"
	"ravel/reactortest/splits"
)

// connect is a connection to e on a transport that is a string.
func connect(e *echo) *fakes.StringTransport {
	t := fakes.NewStringTransport()
	p, _ := e.BuildProtocol(t.RemoteAddr())
	t.Connect(p)
	return t
}

func TestLinesComeBackAndAreCounted(t *testing.T) {
	g := NewWithT(t)
	e := &echo{}
	a, b := connect(e), connect(e)
	a.Feed("hello\nworld\r\n")
	g.Expect(a).To(HaveWritten("hello\r\nworld\r\n"))
	b.Feed("count\n")
	g.Expect(b).To(HaveWritten("2 lines so far\r\n"), "the connections share their count")
	g.Expect(a).To(HaveWritten(""), "what one asks the other does not hear")
}

func TestALineThatIsTooLongEndsItsConnectionAlone(t *testing.T) {
	g := NewWithT(t)
	e := &echo{}
	a, b := connect(e), connect(e)
	a.Feed(strings.Repeat("x", lineMax+1) + "\n")
	g.Expect(a).To(HaveWritten(""))
	g.Expect(a).To(BeClosing())
	b.Feed("hello\n")
	g.Expect(b).To(HaveWritten("hello\r\n"))
}

func TestHowTheInputIsSplitMeansNothing(t *testing.T) {
	splits.Check(t, "hi\r\n\r\ncount\n", func(t testing.TB, feed splits.Feed) {
		a := connect(&echo{})
		feed(func(piece []byte) { a.Feed(string(piece)) })
		NewWithT(t).Expect(a).To(HaveWritten("hi\r\n\r\n2 lines so far\r\n"))
	})
}

// A caller sends one line and keeps the answer.
type caller struct {
	core.Base
	line, heard string
}

func (c *caller) BuildProtocol(net.Addr) (core.Protocol, error) { return c, nil }

func (c *caller) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	t.Write([]byte(c.line + "\n"))
}

func (c *caller) DataReceived(p []byte) {
	if c.heard += string(p); strings.HasSuffix(c.heard, "\r\n") {
		c.Transport.LoseConnection()
	}
}

// The whole server and its clients, on the loop and the sockets that a real one would have: only the host is
// simulated.
func TestAServerAndItsClients(t *testing.T) {
	g := NewWithT(t)
	r := fakes.NewReactor()
	l, err := r.ListenTCP("127.0.0.1:0", &echo{})
	g.Expect(err).NotTo(HaveOccurred())
	first, second := &caller{line: "hello"}, &caller{line: "count"}
	r.ConnectTCP(l.Addr().String(), first)
	r.CallLater(time.Second, func() { r.ConnectTCP(l.Addr().String(), second) })
	r.RunUntilIdle(time.Minute)
	g.Expect(first.heard).To(Equal("hello\r\n"))
	g.Expect(second.heard).To(Equal("1 lines so far\r\n"))
	l.StopListening(nil)
	r.RunUntilIdle(time.Minute)
	r.CheckLeaks(t)
}
