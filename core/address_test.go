package core

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

func TestAddr(t *testing.T) {
	four, six := netip.MustParseAddrPort("127.0.0.1:80"), netip.MustParseAddrPort("[::1]:53")
	for _, c := range []struct {
		a            Addr
		network, str string
	}{
		{TCPAddr(four), "tcp", "127.0.0.1:80"},
		{UDPAddr(six), "udp", "[::1]:53"},
		{UNIXAddr("/run/x"), "unix", "/run/x"},
		{UNIXAddr("@x"), "unix", "@x"},
		{UNIXDatagramAddr(""), "unixgram", "(unnamed)"},
		{Addr{}, "", "(no address)"},
	} {
		if c.a.Network() != c.network || c.a.String() != c.str {
			t.Errorf("got %s %s, want %s %s", c.a.Network(), c.a, c.network, c.str)
		}
	}
	if TCPAddr(four) != TCPAddr(netip.MustParseAddrPort("127.0.0.1:80")) || TCPAddr(four) == UDPAddr(four) {
		t.Error("== does not tell whether two addresses are the same")
	}
}

func TestParseAddrPort(t *testing.T) {
	any := netip.MustParseAddr("0.0.0.0")
	for s, want := range map[string]string{
		"127.0.0.1:80":       "127.0.0.1:80",
		":8007":              "0.0.0.0:8007",
		"localhost:0":        "127.0.0.1:0",
		"LocalHost:65535":    "127.0.0.1:65535",
		"[::1]:22":           "[::1]:22",
		"[fe80::1%lo]:22":    "[fe80::1%lo]:22",
		"[::ffff:1.2.3.4]:5": "[::ffff:1.2.3.4]:5",
	} {
		if got, err := ParseAddrPort(s, any); err != nil || got.String() != want {
			t.Errorf("%q: got %v %v, want %s", s, got, err, want)
		}
	}
}

func TestParseAddrPortNamesWhatIsWrong(t *testing.T) {
	for s, part := range map[string]string{
		"":                "missing port",
		"127.0.0.1":       "missing port",
		"127.0.0.1:":      `port ""`,
		"127.0.0.1:http":  `port "http"`,
		"127.0.0.1:65536": `port "65536"`,
		"127.0.0.1:-1":    `port "-1"`,
		"example.org:80":  `"example.org" is not an IP address`,
		"::1:80":          "too many colons",
		"1.2.3:80":        `"1.2.3" is not`,
		"[::1:80":         "missing ']'",
	} {
		_, err := ParseAddrPort(s, netip.Addr{})
		if !errors.Is(err, ErrInvalidAddress) || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: got %v, want ErrInvalidAddress that says %s", s, err, part)
		}
	}
}
