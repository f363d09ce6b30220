//go:build interop

package interop

import (
	"bytes"
	stdtls "crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"

	"ravel/core"
	"ravel/transports/native"
	"ravel/transports/tls"
)

// A mailRoom is as much of SMTP as a client needs to turn to TLS (RFC 3207) and leave.
type mailRoom struct {
	core.Base
	config *stdtls.Config
	line   []byte
	secure bool
	told   chan<- visit
	heard  []string
}

// A visit is what a client said to a mailRoom, and how it ended.
type visit struct {
	heard  []string
	secure bool
	reason error
}

func (m *mailRoom) ConnectionMade(t core.Transport) {
	m.Base.ConnectionMade(t)
	t.Write([]byte("220 localhost ESMTP\r\n"))
}

func (m *mailRoom) HandshakeCompleted() { m.secure = true }

func (m *mailRoom) DataReceived(p []byte) {
	m.line = append(m.line, p...)
	for {
		line, rest, whole := bytes.Cut(m.line, []byte("\r\n"))
		if !whole {
			return
		}
		m.line = rest
		m.heard = append(m.heard, string(line))
		switch verb, _, _ := strings.Cut(string(line), " "); strings.ToUpper(verb) {
		case "EHLO":
			if m.secure {
				m.says("250 localhost")
			} else {
				m.says("250-localhost\r\n250 STARTTLS")
			}
		case "STARTTLS":
			m.says("220 go ahead")
			m.line = nil
			m.start(rest)
			return
		case "QUIT":
			m.says("221 bye")
			m.Transport.LoseConnection()
			return
		default:
			m.says("250 ok")
		}
	}
}

func (m *mailRoom) says(text string) { m.Transport.Write([]byte(text + "\r\n")) }

func (m *mailRoom) start(rest []byte) {
	t, ok := core.TransportFacet[core.TLSStarter](m.Transport)
	if !ok {
		panic("a transport that cannot start TLS")
	}
	_ = t.StartTLS(m.config, rest) // if it is refused, ConnectionLost says so
}

func (m *mailRoom) ConnectionLost(reason error) { m.told <- visit{m.heard, m.secure, reason} }

// mailRooms serves them, and returns the port.
func mailRooms(t *testing.T, config *stdtls.Config, told chan<- visit) (port string) {
	t.Helper()
	return serving(t, func(r *native.Reactor) (core.Listener, error) {
		f := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &mailRoom{config: config, told: told}, nil })
		return r.ListenTCP("127.0.0.1:0", tls.StartableServer(r, f))
	})
}

func TestOpensslTurnsToTLS(t *testing.T) {
	p := newPapers(t)
	told := make(chan visit, 1)
	port := mailRooms(t, p.server, told)
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		client := start(t, "openssl", "openssl", "s_client", "-quiet", "-verify_quiet", "-verify_return_error", "-crlf",
			"-CAfile", p.ca, "-servername", "localhost", version, "-starttls", "smtp", "-connect", "127.0.0.1:"+port)
		client.shows("250 STARTTLS\r\n") // the last answer in the clear
		client.says("NOOP\n")
		client.shows("250 ok\r\n")
		client.says("QUIT\n")
		client.shows("221 bye\r\n")
		v := <-told
		if !v.secure || !errors.Is(v.reason, core.ErrConnectionDone) {
			t.Errorf("%s: secure: %v, and the end was %v, want the orderly one", version, v.secure, v.reason)
		}
		if got := strings.Join(v.heard[1:], ","); got != "STARTTLS,NOOP,QUIT" {
			t.Errorf("%s: the server heard %s behind the greeting", version, got)
		}
	}
}

func TestCurlTurnsToTLS(t *testing.T) {
	p := newPapers(t)
	told := make(chan visit, 1)
	port := mailRooms(t, p.server, told)
	curl := start(t, "curl", "curl", "-sS", "--ssl-reqd", "--cacert", p.ca, "-X", "NOOP", "smtp://localhost:"+port+"/host")
	curl.ends("250 ok\r\n")
	v := <-told
	if !v.secure {
		t.Errorf("it was not secure: %v, %v", v.heard, v.reason)
	}
	if got := strings.Join(v.heard, ","); got != "EHLO host,STARTTLS,EHLO host,NOOP,QUIT" {
		t.Errorf("the server heard %s", got)
	}
}

// A client that was tampered with on the way: what is behind STARTTLS was not its own.
func TestInjectedCommandsEndTheVisit(t *testing.T) {
	p := newPapers(t)
	told := make(chan visit, 1)
	port := mailRooms(t, p.server, told)
	client := start(t, "netcat-openbsd", "nc", "127.0.0.1", port)
	client.shows("220 localhost ESMTP\r\n")
	client.says("STARTTLS\r\nRCPT TO:<victim>\r\n")
	if v := <-told; !errors.Is(v.reason, core.ErrPlaintext) || len(v.heard) != 1 {
		t.Errorf("the server heard %q, and its end was %v", v.heard, v.reason)
	}
}
