package differential

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"ravel/transports/endpoint"
)

// A Parsed is an endpoint string taken apart: the kind and the arguments without a name, and those with one.
type Parsed struct {
	Args  []string          `json:"args,omitempty"`
	KW    map[string]string `json:"kw,omitempty"`
	Error string            `json:"error,omitempty"`
}

// Parse is what ravel makes of text.
func Parse(text string) Parsed {
	t, err := endpoint.Parse(text)
	if err != nil {
		return Parsed{Error: err.Error()}
	}
	p := Parsed{Args: []string{t.Kind}, KW: map[string]string{}}
	for _, a := range t.Args {
		if a.Name == "" {
			p.Args = append(p.Args, a.Value)
		} else {
			p.KW[a.Name] = a.Value // of two that have one name Twisted takes the last
		}
	}
	return p
}

// Agrees says how what ravel makes of a string differs from what Twisted does, but for strings that Twisted
// takes apart and ravel refuses: those without a kind, with a name in its place, or with an empty name.
func (p Parsed) Agrees(twisted Parsed) error {
	_, nameless := twisted.KW[""]
	switch {
	case p.Error != "" && twisted.Error != "":
		return nil
	case strings.Contains(p.Error, "has no kind") && len(twisted.Args) > 0 && twisted.Args[0] == "",
		strings.Contains(p.Error, "in place of a kind") && len(twisted.KW) > 0,
		strings.Contains(p.Error, "an empty name") && nameless:
		return nil
	case fmt.Sprint(p) != fmt.Sprint(twisted):
		return fmt.Errorf("ravel makes %+v of it, Twisted %+v", p, twisted)
	}
	return nil
}

// textLength is how long a random string is at most.
const textLength = 16

// RandomText is an endpoint string of a seed, hardly ever one that makes sense. It has no brackets, which are
// ravel's own.
func RandomText(seed uint64) string {
	draw := rand.New(rand.NewPCG(seed, 11))
	var b strings.Builder
	for range draw.IntN(textLength + 1) {
		b.WriteByte(`::::==\\ab01/.é`[draw.IntN(15)])
	}
	return strings.ToValidUTF8(b.String(), "_")
}

// A Text is an endpoint string and what it is for: "server" or "client".
type Text struct {
	Role, Text string
	// Differs is why ravel makes something else of it than Twisted, or "".
	Differs string
}

// Texts are the corpus.
var Texts = []Text{
	{"server", `tcp:80`, ""},
	{"server", `tcp:80:interface=127.0.0.1`, ""},
	{"server", `tcp:80:127.0.0.1:7`, ""},
	{"server", `tcp:port=80:backlog=7`, ""},
	{"server", `tcp6:80`, ""},
	{"server", `tcp6:80:interface=\:\:1`, ""},
	{"server", `unix:/run/x`, ""},
	{"server", `unix:/run/x:mode=600:backlog=7:lockfile=0`, ""},
	{"server", `unix:address=/a\:b`, ""},
	{"server", `unix:/a\=b\\c`, ""},
	{"server", `foo:1`, ""},
	{"server", `tcp`, ""},
	{"server", `tcp:abc`, ""},
	{"server", `tcp:80:bogus=1`, ""},
	{"server", `tcp:80:127.0.0.1:7:8`, ""},
	{"server", `tcp:80:port=81`, ""},
	{"server", `unix:/x:mode=999`, ""},
	{"server", `tcp:80:backlog=x`, ""},
	{"server", `systemd:domain=INET`, ""},
	{"server", `systemd:domain=INET:index=0:name=x`, ""},
	{"server", `ssl:443:sslmethod=NONE`, ""},
	{"server", `tcp:65536`, "no port has this number"},
	{"server", `tcp:80:backlog=0`, "nobody could connect"},
	{"server", `tcp:127.0.0.1:80`, "HOST:PORT is ravel's own"},
	{"server", `tcp:80:backlog=1:backlog=2`, "which of them was meant nobody can tell"},
	{"client", `tcp:h.example:80`, ""},
	{"client", `tcp:h.example:80:timeout=5:bindAddress=1.2.3.4`, ""},
	{"client", `tcp:host=h:port=80`, ""},
	{"client", `tcp:port=80:h`, ""},
	{"client", `unix:/sock`, ""},
	{"client", `unix:/sock:timeout=9:lockfile=1`, ""},
	{"client", `unix:path=/sock`, ""},
	{"client", `nope:h:1`, ""},
	{"client", `tcp:host=h`, ""},
	{"client", `tcp:h:80:timeout=x`, ""},
	{"client", `tcp:h:80:bogus=1`, ""},
	{"client", `unix`, ""},
	{"client", `tcp:h:80:5`, "the order of the arguments goes on behind the port"},
	{"client", `tcp:h:80:host=k`, "which of them was meant nobody can tell"},
	{"client", `tcp:h:80:timeout=0.5`, "a time may have parts of a second"},
}

// Understand is what ravel makes of t, in Twisted's words.
func Understand(t Text) string {
	var e any
	var err error
	if t.Role == "server" {
		e, err = endpoint.Standard().Server(t.Text)
	} else {
		e, err = endpoint.Standard().Client(t.Text)
	}
	if err != nil {
		return "error"
	}
	switch e := e.(type) {
	case endpoint.TCPServer:
		host, port, _ := net.SplitHostPort(e.Addr)
		family := "4"
		if strings.Contains(host, ":") {
			family = "6"
		}
		return fmt.Sprintf("TCP%sServerEndpoint port=%s interface='%s' backlog=%d", family, port, host, backlog(e.Config.Backlog))
	case endpoint.UNIXServer:
		return fmt.Sprintf("UNIXServerEndpoint address=%s mode=%d backlog=%d wantPID=%s",
			quoted(e.Path), cmp.Or(e.Config.Mode, 0o666), backlog(e.Config.Backlog), truth(e.Config.Lock))
	case endpoint.Hostname:
		bind := "None"
		if host, port, err := net.SplitHostPort(e.Config.Local); err == nil {
			bind = fmt.Sprintf("('%s', %s)", host, port)
		}
		return fmt.Sprintf("TCP4ClientEndpoint host='%s' port=%d timeout=%s bindAddress=%s", e.Host, e.Port, seconds(e.Config.Timeout), bind)
	case endpoint.UNIXClient:
		return fmt.Sprintf("UNIXClientEndpoint path=%s timeout=%s checkPID=%s", quoted(e.Path), seconds(e.Config.Timeout), truth(e.Config.CheckLock))
	}
	return fmt.Sprintf("%T", e)
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, `\`, `\\`) + "'" }

// backlog is Twisted's default in place of ravel's.
func backlog(n int) int { return cmp.Or(n, 50) }

func seconds(d time.Duration) string {
	return fmt.Sprint(cmp.Or(d, 30*time.Second).Seconds())
}

func truth(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
