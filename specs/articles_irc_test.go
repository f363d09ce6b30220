package specs

import (
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/core/contract"
	"ravel/protocols/line"
	"ravel/reactortest"
)

// The articles' last client: a bot that sits in an IRC channel and writes down what is said there.

var _ = Describe("the log bot of the articles", func() {
	inBothWorlds("logs in, answers PING, writes down what it hears, and comes back until nobody is there", func(s *reactortest.Script, w world) {
		var file strings.Builder
		irc, bot := &ircServer{}, &logBots{r: s.R, nick: "logbot", channel: "#ravel", file: &file}
		l := s.Listen(s.Watched(irc.build))
		s.DialWith(l.Addr(), contract.WatchFactory(bot, func(v contract.Violation) { s.Fail("%v", v) }))

		login := []string{"NICK logbot", "USER logbot 0 * :a bot that logs", "JOIN #ravel"}
		s.Until("it logs in", irc.has(3))
		Expect(irc.heard).To(Equal(login), "JOIN after the welcome")
		irc.says("PING :still there?")
		s.Until("it answers", irc.has(1))
		Expect(irc.heard).To(Equal([]string{"PONG :still there?"}), "in the server's words, and this is not written down")

		irc.says(":anna!a@there PRIVMSG #ravel :hello: to all")
		s.Settle()
		s.Pass(w.second)
		irc.says(":bob!b@there PRIVMSG #ravel :\x01ACTION waves\x01")
		irc.says(":bob!b@there NICK robert")
		irc.says(":anna!a@there PRIVMSG #ravel :logbot: who are you?")
		irc.says(":robert!b@there PRIVMSG logbot :psst")
		s.Until("it answers those who speak to it", irc.has(2))
		s.Settle()
		Expect(irc.heard).To(Equal([]string{
			"PRIVMSG #ravel :anna: I am a log bot", "PRIVMSG robert :Please say that to all of us",
		}), "in the channel what was said there, and in private what was not")
		said, at := stamped(file.String())
		Expect(said).To(Equal([]string{
			"[connected]", "[I have joined #ravel]", "<anna> hello: to all", "* bob waves",
			"bob is now known as robert", "<anna> logbot: who are you?", "<logbot> anna: I am a log bot",
		}), "but what was said in private")
		Expect(at[3].Sub(at[2])).To(BeNumerically(">=", w.second-stampUnit), "the stamps are the reactor's time")

		file.Reset()
		irc.hangsUp()
		s.Until("it logs in again", irc.has(3))
		Expect(irc.heard).To(Equal(login), "on a connection that knows nothing of the first")
		s.Settle()
		said, _ = stamped(file.String())
		Expect(said).To(Equal([]string{"[disconnected]", "[connected]", "[I have joined #ravel]"}))

		s.RunWith(func() { l.StopListening(irc.hangsUp) })
		Expect(bot.failed).To(MatchError(core.ErrConnectionRefused), "nobody is there any more, so it stops the reactor")
		Expect(irc.served).To(Equal(2))
	})

	inBothWorlds("stops the reactor when it cannot connect", func(s *reactortest.Script, _ world) {
		var file strings.Builder
		bot, nobody := &logBots{r: s.R, file: &file}, s.Closed()
		s.RunWith(func() { s.DialWith(nobody, bot) })
		Expect(bot.failed).To(MatchError(core.ErrConnectionRefused))
		Expect(file.String()).To(BeEmpty(), "there was nothing to write down")
	})
})

const (
	// ircMax is the longest message, without its end. RFC 1459 2.3: "these messages shall not exceed 512
	// characters in length, counting all characters including the trailing CR-LF".
	ircMax = 510
	// stampLayout is the time before each line of the log, to stampUnit.
	stampLayout = "[2006-01-02T15:04:05.000]"
	stampUnit   = time.Millisecond
)

// stamped takes a log apart into what was said, and when.
func stamped(log string) (said []string, at []time.Time) {
	for l := range strings.Lines(log) {
		stamp, text, _ := strings.Cut(strings.TrimSuffix(l, "\n"), " ")
		when, err := time.Parse(stampLayout, stamp)
		Expect(err).NotTo(HaveOccurred(), "each line begins with its time")
		said, at = append(said, text), append(at, when)
	}
	return said, at
}

// logBots is the client factory: who the bot is and where it writes outlives its connections.
type logBots struct {
	r             core.Reactor
	nick, channel string
	file          io.Writer
	failed        error
}

func (f *logBots) BuildProtocol(net.Addr) (core.Protocol, error) {
	b := &logBot{bots: f}
	b.Handler, b.MaxLength = b, ircMax
	return b, nil
}

func (f *logBots) StartedConnecting(core.Connector) {}

func (f *logBots) ClientConnectionLost(c core.Connector, _ error) { c.Connect() }

func (f *logBots) ClientConnectionFailed(_ core.Connector, reason error) {
	f.failed = reason
	f.r.Stop()
}

// logs writes a line with its time.
func (f *logBots) logs(format string, a ...any) {
	fmt.Fprintf(f.file, "%s %s\n", f.r.Now().UTC().Format(stampLayout), fmt.Sprintf(format, a...))
}

// logBot is one connection of the bot.
type logBot struct {
	line.Receiver
	bots *logBots
}

func (b *logBot) ConnectionMade(t core.Transport) {
	b.Receiver.ConnectionMade(t)
	b.bots.logs("[connected]")
	b.sends("NICK %s", b.bots.nick)
	b.sends("USER %s 0 * :a bot that logs", b.bots.nick)
}

func (b *logBot) ConnectionLost(reason error) {
	b.Receiver.ConnectionLost(reason)
	b.bots.logs("[disconnected]")
}

func (b *logBot) sends(format string, a ...any) { b.SendLine(fmt.Appendf(nil, format, a...)) }

func (b *logBot) LineReceived(l []byte) {
	m := parseIRC(string(l))
	switch m.command {
	case "PING":
		b.sends("PONG :%s", m.text)
	case "001":
		b.sends("JOIN %s", b.bots.channel)
	case "JOIN":
		b.bots.logs("[I have joined %s]", m.text)
	case "NICK":
		b.bots.logs("%s is now known as %s", m.from, m.text)
	case "PRIVMSG":
		b.hears(m)
	}
}

// hears takes what somebody says.
func (b *logBot) hears(m ircMessage) {
	if m.to == b.bots.nick {
		b.sends("PRIVMSG %s :Please say that to all of us", m.from)
		return
	}
	if does, ok := strings.CutPrefix(m.text, "\x01ACTION "); ok {
		b.bots.logs("* %s %s", m.from, strings.TrimSuffix(does, "\x01"))
		return
	}
	b.bots.logs("<%s> %s", m.from, m.text)
	if strings.HasPrefix(m.text, b.bots.nick+":") {
		answer := m.from + ": I am a log bot"
		b.sends("PRIVMSG %s :%s", m.to, answer)
		b.bots.logs("<%s> %s", b.bots.nick, answer)
	}
}

// An ircMessage is as much of a message as the bot and its server need: ":from!… command to :text".
type ircMessage struct{ from, command, to, text string }

func parseIRC(l string) (m ircMessage) {
	if from, ok := strings.CutPrefix(l, ":"); ok {
		from, l, _ = strings.Cut(from, " ")
		m.from, _, _ = strings.Cut(from, "!")
	}
	l, text, some := strings.Cut(l, " :")
	words := strings.Fields(l)
	if !some && len(words) > 1 {
		words, text = words[:len(words)-1], words[len(words)-1]
	}
	m.text = text
	if len(words) > 0 { // RFC 1459 2.3.1: "Empty messages are silently ignored"
		m.command = words[0]
	}
	if len(words) > 1 {
		m.to = words[1]
	}
	return m
}

// ircServer is as much of a server as a script needs. It welcomes who logs in, and says what it is told to.
type ircServer struct {
	client *ircConn // the latest
	heard  []string // since it last said something of its own accord
	served int
}

func (s *ircServer) build(net.Addr) (core.Protocol, error) {
	s.client = &ircConn{server: s}
	s.client.Handler, s.client.MaxLength = s.client, ircMax
	s.served++
	return s.client, nil
}

// has is true once n lines were heard.
func (s *ircServer) has(n int) func() bool { return func() bool { return len(s.heard) >= n } }

func (s *ircServer) says(l string) {
	s.heard = nil
	s.client.SendLine([]byte(l))
}

func (s *ircServer) hangsUp() {
	s.heard = nil
	s.client.Transport.LoseConnection()
}

type ircConn struct {
	line.Receiver
	server *ircServer
}

func (c *ircConn) LineReceived(l []byte) {
	c.server.heard = append(c.server.heard, string(l))
	switch m := parseIRC(string(l)); m.command {
	case "USER":
		c.SendLine([]byte(":irc.example 001 logbot :Welcome"))
	case "JOIN":
		c.SendLine([]byte(":logbot!bot@here JOIN " + m.text))
	}
}
