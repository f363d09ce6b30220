//go:build interop

package interop

import (
	"path/filepath"
	"testing"
)

func TestNetcatOverEveryKindOfEndpoint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "echo.sock")
	for _, c := range []struct {
		endpoint string
		args     func(at string) []string
	}{
		{"tcp:127.0.0.1:0", func(at string) []string { return []string{"-N", "127.0.0.1", at[len("127.0.0.1:"):]} }},
		{"tcp6:[::1]:0", func(at string) []string { return []string{"-N", "::1", at[len("[::1]:"):]} }},
		{"unix:" + path, func(at string) []string { return []string{"-N", "-U", at} }},
	} {
		netcat := start(t, "netcat-openbsd", "nc", c.args(serve(t, "echo", c.endpoint))...)
		netcat.says("hello\n")
		netcat.shows("hello\n")
		netcat.says("the end of what netcat types is the end of the connection\n")
		netcat.leaves("the end of what netcat types is the end of the connection\n")
	}
	at := serve(t, "echo", "udp:127.0.0.1:0")
	netcat := start(t, "netcat-openbsd", "nc", "-u", "127.0.0.1", at[len("127.0.0.1:"):])
	netcat.says("a datagram\n")
	netcat.shows("a datagram\n")
	netcat.says("and another\n")
	netcat.shows("and another\n")
}

func TestNetcatAndTelnetReadTheQuoteOfTheDay(t *testing.T) {
	port := serveTCP(t, "qotd")
	start(t, "netcat-openbsd", "nc", "-N", "127.0.0.1", port).leaves("An apple a day keeps the doctor away\r\n")
	start(t, "telnet", "telnet", "-E", "127.0.0.1", port).ends("Trying 127.0.0.1...\nConnected to 127.0.0.1.\nEscape character is 'off'.\n" +
		"An apple a day keeps the doctor away\nConnection closed by foreign host.\n")
}

func TestNetcatSeesTheWrongNetstringEndTheConnection(t *testing.T) {
	netcat := start(t, "netcat-openbsd", "nc", "-N", "127.0.0.1", serveTCP(t, "netstring"))
	netcat.says("5:hello,")
	netcat.shows("5:hello,")
	netcat.says("5:hello!")
	netcat.leaves("")
}

func TestFingerAsks(t *testing.T) {
	const host = "127.0.0.79" // a loopback address where nobody else has a finger server
	serve(t, "finger", "tcp:"+host+":79")
	for _, c := range []struct{ about, answer string }{
		{"moshez@" + host, "Happy and well\n"},
		{"nobody@" + host, "No such user\n"},
		{"@" + host, "Finger online user list denied\n"},
		{"moshez@elsewhere@" + host, "Finger forwarding service denied\n"},
	} {
		start(t, "finger", "finger", c.about).ends(c.answer)
	}
	start(t, "finger", "finger", "-l", "moshez@"+host).ends("Happy and well\n")
}

func TestTwistedAsks(t *testing.T) {
	finger := serveTCP(t, "finger")
	twisted(t, "finger", finger, "moshez").ends("Happy and well\r\nlost ConnectionDone\n")
	twisted(t, "finger", finger, "nobody").ends("No such user\r\nlost ConnectionDone\n")
	for _, protocol := range []string{"netstring", "int32"} {
		twisted(t, protocol, serveTCP(t, protocol), "hello", "", "grüße", "5:hello,").
			ends("got hello\ngot \ngot grüße\ngot 5:hello,\nlost ConnectionDone\n")
	}
}
