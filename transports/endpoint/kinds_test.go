package endpoint

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"time"

	"ravel/core"
)

func TestServerStrings(t *testing.T) {
	s := Standard(StandardConfig{Inherited: func() ([]Inherited, error) { return []Inherited{{3, "web"}}, nil }})
	for text, want := range map[string]core.ServerEndpoint{
		"tcp:8007":                               TCPServer{Addr: ":8007"},
		"tcp:127.0.0.1:8007":                     TCPServer{Addr: "127.0.0.1:8007"},
		"tcp:localhost:0":                        TCPServer{Addr: "localhost:0"},
		"tcp::0":                                 TCPServer{Addr: ":0"},
		"tcp:8007:interface=127.0.0.1:backlog=7": TCPServer{Addr: "127.0.0.1:8007", Config: core.ListenConfig{Backlog: 7}},
		"tcp:8007:127.0.0.1:7":                   TCPServer{Addr: "127.0.0.1:8007", Config: core.ListenConfig{Backlog: 7}},
		"tcp:127.0.0.1:8007:7":                   TCPServer{Addr: "127.0.0.1:8007", Config: core.ListenConfig{Backlog: 7}},
		"tcp:port=1:interface=127.0.0.1":         TCPServer{Addr: "127.0.0.1:1"},
		"tcp6:80":                                TCPServer{Addr: "[::]:80"},
		"tcp6:[::1]:80":                          TCPServer{Addr: "[::1]:80"},
		`tcp6:80:interface=\:\:1`:                TCPServer{Addr: "[::1]:80"},
		"unix:/run/x":                            UNIXServer{Path: "/run/x", Config: core.UNIXListenConfig{Lock: true}},
		"unix:/run/x:mode=600:lockfile=0":        UNIXServer{Path: "/run/x", Config: core.UNIXListenConfig{Mode: 0o600}},
		"fd:5":                                   FD{FD: 5},
		"stdio:":                                 StandardIO{},
		"systemd:domain=INET:index=1":            Systemd{Index: 1, Inherited: []Inherited{{3, "web"}}},
		"systemd:domain=UNIX:name=web":           Systemd{Name: "web", Inherited: []Inherited{{3, "web"}}},
		"haproxy:tcp:8007:backlog=3":             HAProxy{Over: TCPServer{Addr: ":8007", Config: core.ListenConfig{Backlog: 3}}},
		"ssl:443:privateKey=k:certKey=c:sslmethod=TLSv1_3_METHOD": filedServer{
			over: TCPServer{Addr: ":443"}, files: keyFiles{key: "k", certificate: "c"}, least: 0x0304},
		"tls:[::1]:443": filedServer{
			over: TCPServer{Addr: "[::1]:443"}, files: keyFiles{key: "server.pem", certificate: "server.pem"}, least: 0x0303},
	} {
		if got, err := s.Server(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
}

// The log EP-04, and more.
func TestClientStrings(t *testing.T) {
	for text, want := range map[string]core.ClientEndpoint{
		"tcp:h.example:80:timeout=5:bindAddress=1.2.3.4": Hostname{Host: "h.example", Port: 80,
			Config: core.ConnectConfig{Timeout: 5 * time.Second, Local: "1.2.3.4:0"}},
		"tcp:host=h:port=80:timeout=0": Hostname{Host: "h", Port: 80, Config: core.ConnectConfig{Timeout: 1}},
		"unix:/sock:timeout=9":         UNIXClient{Path: "/sock", Config: core.UNIXConnectConfig{Timeout: 9 * time.Second}},
		"unix:/sock:lockfile=1":        UNIXClient{Path: "/sock", Config: core.UNIXConnectConfig{CheckLock: true}},
		"tls:h.example:443:trustRoots=/etc/roots:certificate=me.pem": filedClient{
			over: Hostname{Host: "h.example", Port: 443}, name: "h.example", roots: "/etc/roots", files: keyFiles{key: "me.pem", certificate: "me.pem"}},
		`process:/bin/cat:-n:a\:b`:               Process{Spec: core.ProcessSpec{Path: "/bin/cat", Args: []string{"/bin/cat", "-n", "a:b"}}},
		`tls:h.example:443:endpoint=unix\:/sock`: filedClient{over: UNIXClient{Path: "/sock"}, name: "h.example"},
		"ssl:h.example:443:caCertsDir=/roots":    filedClient{over: Hostname{Host: "h.example", Port: 443}, name: "h.example", roots: "/roots"},
	} {
		if got, err := Standard().Client(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestDatagramStrings(t *testing.T) {
	for text, want := range map[string]core.DatagramEndpoint{
		"udp:53":                   UDP{Addr: ":53"},
		"udp:[::1]:0":              UDP{Addr: "[::1]:0"},
		"udp:127.0.0.1:0:9000":     UDP{Addr: "127.0.0.1:0", Config: core.DatagramConfig{MaxPacket: 9000}},
		"udp:53:maxPacketSize=512": UDP{Addr: ":53", Config: core.DatagramConfig{MaxPacket: 512}},
	} {
		if got, err := Standard().Datagram(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
}

// The log EP-03: each mistake names its argument.
func TestBadStringsNameTheArgument(t *testing.T) {
	s := Standard()
	server := func(text string) error { _, err := s.Server(text); return err }
	client := func(text string) error { _, err := s.Client(text); return err }
	for _, c := range []struct {
		err      error
		argument string
		is       error
		says     string
	}{
		{server("foo:1"), "", ErrUnknownKind, `unknown kind "foo" for a server; there is fd, haproxy, ssl, stdio, systemd, tcp, tcp6, tls, unix`},
		{client("nope:h:1"), "", ErrUnknownKind, `"nope"`},
		{server("udp:1"), "", ErrUnknownKind, `"udp" for a server`},
		{server("tcp"), "port", ErrMissingArgument, "argument port: is missing"},
		{server("tcp:"), "port", ErrMissingArgument, ""},
		{server("tcp:127.0.0.1"), "port", ErrMissingArgument, ""},
		{server("tcp:abc"), "port", ErrBadValue, `"abc" is not a number from 0 to 65535`},
		{server("tcp:65536"), "port", ErrBadValue, ""},
		{server("tcp:80:bogus=1"), "bogus", ErrUnexpectedArgument, ""},
		{server("tcp:80:interface=h.example"), "interface", core.ErrInvalidAddress, `"h.example" is not an IP address`},
		{server("tcp:[::1]:80"), "interface", ErrBadValue, "::1 is not an IPv4 address; use tcp6:"},
		{server("tcp6:127.0.0.1:80"), "interface", ErrBadValue, "127.0.0.1 is not an IPv6 address; use tcp:"},
		{server("tcp:80:::1:9"), `#4 ("1")`, ErrUnexpectedArgument, ""},
		{server("tcp:80:port=81"), "port", ErrRepeatedArgument, ""},
		{server("tcp:80:backlog=0"), "backlog", ErrBadValue, ""},
		{server("unix:"), "address", ErrMissingArgument, ""},
		{server("unix:/x:mode=999"), "mode", ErrBadValue, "octal"},
		{server("unix:/x:lockfile=maybe"), "lockfile", ErrBadValue, ""},
		{server("fd:-1"), "fd", ErrBadValue, ""},
		{server("systemd:domain=INET"), "index", ErrMissingArgument, "and so is name"},
		{server("systemd:domain=INET:index=1:name=x"), "name", ErrUnexpectedArgument, ""},
		{server("systemd:index=1"), "domain", ErrMissingArgument, ""},
		{server("systemd:domain=AX25:index=1"), "domain", ErrBadValue, ""},
		{server("ssl:443:sslmethod=SSLv3_METHOD"), "sslmethod", ErrBadValue, ""},
		{server("ssl:443:dhParameters=dh.pem"), "dhParameters", ErrUnexpectedArgument, "Diffie-Hellman"},
		{server("haproxy:tcp:abc"), "port", ErrBadValue, `endpoint "tcp:abc"`},
		{server("haproxy:"), "", ErrSyntax, ""},
		{server(strings.Repeat("haproxy:", 20) + "tcp:1"), "", ErrSyntax, "inside each other"},
		{client("tcp:host=h"), "port", ErrMissingArgument, ""},
		{client("tcp:h:80:timeout=x"), "timeout", ErrBadValue, `"x" is not a number of seconds`},
		{client("tcp:h:80:timeout=NaN"), "timeout", ErrBadValue, ""},
		{client("tcp:h:80:timeout=-1"), "timeout", ErrBadValue, ""},
		{client("tcp:h:80:bindAddress=h2"), "bindAddress", core.ErrInvalidAddress, ""},
		{client("process:"), "path", ErrMissingArgument, ""},
		{client("process"), "path", ErrMissingArgument, ""},
		{client("tls:h:443:privateKey=k"), "certificate", ErrMissingArgument, ""},
		{client("tls:h:443:endpoint=nope"), "endpoint", ErrUnknownKind, ""},
	} {
		var e *StringError
		if !errors.As(c.err, &e) || e.Argument != c.argument || !errors.Is(c.err, c.is) || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("got %v\nwant argument %q, %v, saying %q", c.err, c.argument, c.is, c.says)
		}
	}
}

func TestAProgramMayAddKindsOfItsOwn(t *testing.T) {
	s := Standard()
	s.Servers["twice"] = Kind[core.ServerEndpoint]{Params: []string{"port"}, Make: func(a *Args) (core.ServerEndpoint, error) {
		return TCPServer{Addr: hostPort("", 2*a.Port("port"))}, nil
	}}
	if got, err := s.Server("twice:21"); err != nil || got != (TCPServer{Addr: ":42"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := Standard().Server("twice:21"); !errors.Is(err, ErrUnknownKind) {
		t.Errorf("another Strings knows it too: %v", err)
	}
}

func TestAnErrorOfTheKindItselfIsOneOfTheString(t *testing.T) {
	s := Standard(StandardConfig{Inherited: func() ([]Inherited, error) { return nil, fs.ErrPermission }})
	_, err := s.Server("systemd:domain=INET:index=0")
	var e *StringError
	if !errors.As(err, &e) || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v, want a StringError with the reason", err)
	}
}

func FuzzStrings(f *testing.F) {
	for _, s := range []string{"tcp:80", "tcp:h:80:timeout=5", "haproxy:unix:/x", "systemd:domain=INET:index=1", "udp:[::1]:0", "ssl:443"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Standard()
		_, err1 := s.Server(text)
		_, err2 := s.Client(text)
		_, err3 := s.Datagram(text)
		for _, err := range []error{err1, err2, err3} {
			var e *StringError
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%q: %v is no StringError", text, err)
			}
		}
	})
}
