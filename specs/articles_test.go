package specs

import (
	"fmt"
	"net"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/protocols/chat"
	"ravel/protocols/echo"
	"ravel/protocols/finger"
	"ravel/protocols/line"
	"ravel/protocols/qotd"
	"ravel/reactortest"
)

// Every example that the articles on Twisted teach with, as a spec. Where protocols/ has the real thing it
// is used; the articles' own variants are written here as a reader would write them.

var _ = Describe("the servers of the articles", func() {
	inBothWorlds("Echo sends back what it is sent", func(s *reactortest.Script, _ world) {
		client := s.End("client")
		l := s.Listen(echo.Factory(echo.Config{}))
		s.Dial(l.Addr(), client)
		client.OnMade = func() { client.Write("Hello, world!") }
		s.Until("the echo is back", client.Has(len("Hello, world!")))
		Expect(string(client.Received)).To(Equal("Hello, world!"))
		client.Lose()
		s.WantEvents("and the end is in order", client.Log, "made", `data "Hello, world!"`, "lost: done")
	})

	inBothWorlds("Echo in four lines does as well", func(s *reactortest.Script, _ world) {
		client := s.End("client")
		l := s.Listen(core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &echoer{}, nil }))
		s.Dial(l.Addr(), client)
		client.OnMade = func() { client.Write("Hello") }
		s.WantEvents("the echo is back", client.Log, "made", `data "Hello"`)
	})

	inBothWorlds("Echo that counts its connections refuses the 101st, and serves again when one has left", func(s *reactortest.Script, _ world) {
		const most = 100
		l := s.Listen(echo.Factory(echo.Config{ConnectionsMax: most}))
		clients := make([]*reactortest.End, most)
		for i := range clients {
			c := s.End(fmt.Sprint("client ", i+1))
			c.OnMade = func() { c.Write(c.Name) }
			clients[i] = c
			s.Dial(l.Addr(), c)
		}
		for _, c := range clients {
			s.Until("the echo is back", c.Has(len(c.Name)))
			Expect(string(c.Received)).To(Equal(c.Name), "a hundred are served")
		}
		late := s.End("client 101")
		s.Dial(l.Addr(), late)
		s.WantEvents("one more is told so and lost", late.Log, "made", `data "Too many connections, try later"`, "lost: done")

		clients[0].Lose()
		s.Until("one leaves", clients[0].Lost)
		s.Settle()
		next := s.End("client 102")
		next.OnMade = func() { next.Write("me?") }
		s.Dial(l.Addr(), next)
		s.WantEvents("who comes now has its place", next.Log, "made", `data "me?"`)
	})

	inBothWorlds("QOTD tells its quote and hangs up", func(s *reactortest.Script, _ world) {
		client := s.End("client")
		l := s.Listen(qotd.Factory("An apple a day keeps the doctor away\r\n"))
		s.Dial(l.Addr(), client)
		s.WantEvents("in these very bytes", client.Log, "made", `data "An apple a day keeps the doctor away\r\n"`, "lost: done")
	})

	inBothWorlds("QOTD of a factory that keeps the quote", func(s *reactortest.Script, _ world) {
		client := s.End("client")
		l := s.Listen(&quoting{quote: "configurable quote"})
		s.Dial(l.Addr(), client)
		s.WantEvents("the factory is where a protocol's data live", client.Log, "made", `data "configurable quote\r\n"`, "lost: done")
	})

	DescribeTableSubtree("finger, with its table of users in the factory", func(query, answer string) {
		inBothWorlds("answers "+fmt.Sprintf("%q", query), func(s *reactortest.Script, _ world) {
			client := s.End("client")
			l := s.Listen(finger.Factory(finger.Config{Users: map[string]string{"moshez": "Happy and well"}}))
			s.Dial(l.Addr(), client)
			client.OnMade = func() { client.Write(query) }
			s.WantEvents("and hangs up", client.Log, "made", fmt.Sprintf("data %q", answer), "lost: done")
		})
	},
		Entry(nil, "moshez\r\n", "Happy and well\r\n"),
		Entry(nil, "nobody\r\n", "No such user\r\n"),
		Entry(nil, "Moshez\r\n", "No such user\r\n"),
	)

	inBothWorlds("finger as a line protocol of one's own", func(s *reactortest.Script, _ world) {
		users := map[string]string{"moshez": "Happy and well"}
		known, unknown := s.End("known"), s.End("unknown")
		l := s.Listen(core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
			f := &fingerer{users: users}
			f.Receiver.Handler = f
			return f, nil
		}))
		for client, user := range map[*reactortest.End]string{known: "moshez", unknown: "x"} {
			client.OnMade = func() { client.Write(user + "\r\n") }
			s.Dial(l.Addr(), client)
		}
		s.WantEvents("who is in the table", known.Log, "made", `data "Happy and well\r\n"`, "lost: done")
		s.WantEvents("and who is not", unknown.Log, "made", `data "No such user\r\n"`, "lost: done")
	})

	inBothWorlds("the chat asks for a name, refuses one that is taken, and passes messages to all the others", func(s *reactortest.Script, _ world) {
		l, err := chat.Serve(s.R, "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		ada, bob, eve := s.End("ada"), s.End("bob"), s.End("eve")

		s.Dial(l.Addr(), ada)
		s.WantEvents("GETNAME", ada.Log, "made", `data "What's your name?\r\n"`)
		ada.Write("ada\r\n")
		s.WantEvents("CHAT", ada.Log, "made", `data "What's your name?\r\nWelcome, ada!\r\n"`)

		s.Dial(l.Addr(), bob)
		s.Until("the question comes", bob.Has(len("What's your name?\r\n")))
		bob.Write("ada\r\n")
		s.WantEvents("a name that is taken", bob.Log, "made", `data "What's your name?\r\nName taken, please choose another.\r\n"`)
		bob.Write("bob\r\n")
		joined(s, bob, "bob")
		s.Dial(l.Addr(), eve)
		s.Until("the question comes", eve.Has(1))
		eve.Write("eve\r\n")
		joined(s, eve, "eve")

		alone := len(ada.Received)
		ada.Write("hello\r\n")
		s.Settle()
		Expect(after(bob)).To(Equal("<ada> hello\r\n"), "the others are told")
		Expect(after(eve)).To(Equal("<ada> hello\r\n"), "all of them")
		Expect(ada.Received).To(HaveLen(alone), "but not the one who said it")

		bob.Lose()
		s.Until("bob leaves", bob.Lost)
		s.Settle()
		eve.Write("bye\r\n")
		s.Settle()
		Expect(after(ada)).To(HaveSuffix("<eve> bye\r\n"), "who stays still hears")
		again := s.End("bob again")
		s.Dial(l.Addr(), again)
		s.Until("the question comes", again.Has(1))
		again.Write("bob\r\n")
		joined(s, again, "bob")
	})
})

var _ = Describe("the clients of the articles", func() {
	inBothWorlds("the greeting client greets, and again a second later, then leaves", func(s *reactortest.Script, w world) {
		server := s.End("server")
		began, last := s.R.Now(), s.R.Now()
		server.OnData = func(p []byte) { last = s.R.Now() }
		l := s.Listen(s.Serve(server))
		s.DialWith(l.Addr(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &greeter{clock: s.R, w: w}, nil }))
		s.WantEvents("two lines, then the end", server.Log,
			"made", `data "MESSAGE Hello\nMESSAGE This is sent in a second\n"`, "lost: done")
		Expect(last.Sub(began)).To(BeNumerically(">=", w.second), "the second line a second later")
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", 2*w.second), "the end a second after that")
	})

	inBothWorlds("a client factory that stops the reactor when it fails", func(s *reactortest.Script, _ world) {
		closed := s.Closed()
		f := &oneShot{r: s.R}
		s.RunWith(func() { s.DialWith(closed, f) })
		Expect(f.log).To(Equal([]string{"Started to connect.", "Connection failed."}))
		Expect(f.reason).To(MatchError(core.ErrConnectionRefused))
	})

	inBothWorlds("a client factory that stops the reactor when its connection is lost", func(s *reactortest.Script, _ world) {
		f := &oneShot{r: s.R}
		s.RunWith(func() {
			l := s.Listen(qotd.Factory())
			s.DialWith(l.Addr(), f)
		})
		Expect(f.log).To(Equal([]string{"Started to connect.", "Connected.", "Lost connection."}))
		Expect(f.said).To(Equal(qotd.Default))
		Expect(f.reason).To(MatchError(core.ErrConnectionDone))
	})

	inBothWorlds("an echo client says hello, prints the answer and leaves", func(s *reactortest.Script, _ world) {
		f := &oneShot{r: s.R, hello: "Hello, World!"}
		s.RunWith(func() {
			l := s.Listen(echo.Factory(echo.Config{}))
			s.DialWith(l.Addr(), f)
		})
		Expect(f.said).To(Equal("Hello, World!"))
		Expect(f.log).To(Equal([]string{"Started to connect.", "Connected.", "Lost connection."}))
	})

	inBothWorlds("a client that connects again in ClientConnectionLost", func(s *reactortest.Script, _ world) {
		f := &persistent{r: s.R, tries: 5}
		s.RunWith(func() {
			l := s.Listen(qotd.Factory())
			s.DialWith(l.Addr(), f)
		})
		Expect(f.quotes).To(Equal(strings.Repeat(qotd.Default, 5)), "each connection brought its quote")
	})
})

var _ = Describe("the reactor of the articles", func() {
	inBothWorlds("call when running", func(s *reactortest.Script, _ world) {
		var log []string
		s.R.CallWhenRunning(func() { log = append(log, fmt.Sprint("running: ", s.R.Running())); s.Stop() })
		Expect(log).To(BeEmpty(), "nothing is called before Run")
		s.Run()
		Expect(log).To(Equal([]string{"running: true"}))
	})

	inBothWorlds("call later, and again from there, then stop: a countdown", func(s *reactortest.Script, w world) {
		var log []string
		counter := 5
		var count func()
		count = func() {
			if counter == 0 {
				s.Stop()
				return
			}
			log = append(log, fmt.Sprint(counter, " ..."))
			counter--
			s.R.CallLater(w.second, count)
		}
		began := s.R.Now()
		s.RunWith(count)
		Expect(log).To(Equal([]string{"5 ...", "4 ...", "3 ...", "2 ...", "1 ..."}))
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", 5*w.second))
	})

	inBothWorlds("a loop every three seconds that does not start now", func(s *reactortest.Script, w world) {
		calls := 0
		var loop *core.LoopingCall
		loop = core.NewLoopingCall(s.R, func(int) error {
			if calls++; calls == 3 {
				loop.Stop()
				s.Stop()
			}
			return nil
		})
		began := s.R.Now()
		s.RunWith(func() {
			Expect(loop.Start(3*w.second, false)).To(Succeed())
			Expect(calls).To(BeZero(), "it does not start now")
		})
		Expect(calls).To(Equal(3))
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", 9*w.second))
	})

	inBothWorlds("a callback that fails is logged, and the reactor goes on", func(s *reactortest.Script, w world) {
		s.ExpectFailures(1)
		s.RunWith(func() {
			s.R.CallLater(0, func() { panic("I fall down.") })
			s.R.CallLater(w.second, s.Stop)
		})
	})
})

// joined waits until the server has welcomed name, and forgets what e received before.
func joined(s *reactortest.Script, e *reactortest.End, name string) {
	welcome := "Welcome, " + name + "!\r\n"
	s.Until(name+" is welcome", func() bool { return strings.HasSuffix(string(e.Received), welcome) })
}

// after is what e received after it was welcomed.
func after(e *reactortest.End) string {
	_, rest, _ := strings.Cut(string(e.Received), "!\r\n")
	return rest
}

// echoer is Echo as every article begins.
type echoer struct{ core.Base }

func (e *echoer) DataReceived(p []byte) { e.Transport.Write(p) }

// quoting is the factory that keeps a quote for its protocols.
type quoting struct{ quote string }

func (q *quoting) BuildProtocol(net.Addr) (core.Protocol, error) { return &quoter{factory: q}, nil }

type quoter struct {
	core.Base
	factory *quoting
}

func (q *quoter) ConnectionMade(t core.Transport) {
	fmt.Fprintf(t, "%s\r\n", q.factory.quote)
	t.LoseConnection()
}

// fingerer is finger as a line protocol.
type fingerer struct {
	line.Receiver
	users map[string]string
}

func (f *fingerer) LineReceived(user []byte) {
	answer, ok := f.users[string(user)]
	if !ok {
		answer = "No such user"
	}
	f.SendLine([]byte(answer))
	f.Transport.LoseConnection()
}

// greeter is the greeting client.
type greeter struct {
	core.Base
	clock core.Clock
	w     world
}

func (g *greeter) ConnectionMade(t core.Transport) {
	g.Base.ConnectionMade(t)
	fmt.Fprintf(t, "MESSAGE Hello\n")
	g.clock.CallLater(1*g.w.second, func() { fmt.Fprintf(t, "MESSAGE This is sent in a second\n") })
	g.clock.CallLater(2*g.w.second, t.LoseConnection)
}

// oneShot is the client factory that stops the reactor when there is nothing left to do.
type oneShot struct {
	r      core.Reactor
	hello  string // said first; then it leaves with the answer
	log    []string
	said   string
	reason error
}

func (f *oneShot) StartedConnecting(core.Connector) { f.log = append(f.log, "Started to connect.") }

func (f *oneShot) BuildProtocol(net.Addr) (core.Protocol, error) {
	f.log = append(f.log, "Connected.")
	return &oneShotClient{factory: f}, nil
}

func (f *oneShot) ClientConnectionFailed(_ core.Connector, reason error) {
	f.log, f.reason = append(f.log, "Connection failed."), reason
	f.r.Stop()
}

func (f *oneShot) ClientConnectionLost(_ core.Connector, reason error) {
	f.log, f.reason = append(f.log, "Lost connection."), reason
	f.r.Stop()
}

type oneShotClient struct {
	core.Base
	factory *oneShot
}

func (c *oneShotClient) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	fmt.Fprint(t, c.factory.hello)
}

func (c *oneShotClient) DataReceived(p []byte) {
	c.factory.said += string(p)
	if hello := c.factory.hello; hello != "" && len(c.factory.said) >= len(hello) {
		c.Transport.LoseConnection()
	}
}

// persistent connects again each time its connection is lost, until it has tried enough.
type persistent struct {
	r      core.Reactor
	tries  int
	quotes string
}

func (f *persistent) StartedConnecting(core.Connector) {}

func (f *persistent) BuildProtocol(net.Addr) (core.Protocol, error) {
	return &collector{factory: f}, nil
}

func (f *persistent) ClientConnectionFailed(_ core.Connector, reason error) {
	AddReportEntry("failed to connect", reason)
	f.r.Stop()
}

func (f *persistent) ClientConnectionLost(c core.Connector, _ error) {
	if f.tries--; f.tries == 0 {
		f.r.Stop()
		return
	}
	c.Connect()
}

type collector struct {
	core.Base
	factory *persistent
}

func (c *collector) DataReceived(p []byte) { c.factory.quotes += string(p) }
