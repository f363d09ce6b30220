//go:build interop

package interop

import (
	"context"
	stdtls "crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ravel/core"
	"ravel/reactortest/certs"
	"ravel/transports/native"
)

// papers are certificates as files and as configurations.
type papers struct {
	ca, cert, key  string
	server, client *stdtls.Config
}

func newPapers(t *testing.T) papers {
	t.Helper()
	ca := certs.New("interop")
	leaf := ca.Sign(certs.Leaf{Names: []string{"localhost", "127.0.0.1"}})
	cert, key := certs.PEM(leaf)
	dir := t.TempDir()
	p := papers{
		ca: filepath.Join(dir, "ca.pem"), cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"),
		server: &stdtls.Config{Certificates: []stdtls.Certificate{leaf}},
		client: &stdtls.Config{RootCAs: ca.Pool(), ServerName: "localhost"},
	}
	for name, content := range map[string][]byte{p.ca: ca.PEM(), p.cert: cert, p.key: key} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// serving has a reactor that listens run until the spec ends, and returns the port.
func serving(t *testing.T, listen func(r *native.Reactor) (core.Listener, error)) (port string) {
	t.Helper()
	r, err := native.Open(native.Config{NoSignals: true, OnFailure: func(err error) { t.Errorf("a failure: %v", err) }})
	if err != nil {
		t.Fatal(err)
	}
	l, err := listen(r)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		r.Close()
	})
	return strconv.Itoa(int(l.Addr().(core.Addr).AddrPort.Port()))
}

// serveTLS serves what build builds over TLS.
func serveTLS(t *testing.T, config *stdtls.Config, build func(net.Addr) (core.Protocol, error)) (port string) {
	t.Helper()
	return serving(t, func(r *native.Reactor) (core.Listener, error) {
		return r.ListenTLS("127.0.0.1:0", core.FactoryFunc(build), config)
	})
}

// A page answers the end of a request's head with itself, and leaves.
type page struct {
	core.Base
	head string
	body string
}

func (p *page) DataReceived(b []byte) {
	if p.head += string(b); strings.HasSuffix(p.head, "\r\n\r\n") {
		p.Transport.Write([]byte("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + strconv.Itoa(len(p.body)) + "\r\n\r\n" + p.body))
		p.Transport.LoseConnection()
	}
}

func TestCurlReadsAPageOverTLS(t *testing.T) {
	p := newPapers(t)
	body := strings.Repeat("a page of some length\n", 10_000)
	port := serveTLS(t, p.server, func(net.Addr) (core.Protocol, error) { return &page{body: body}, nil })
	for _, version := range []string{"1.2", "1.3"} {
		start(t, "curl", "curl", "-sS", "--tlsv"+version, "--tls-max", version, "--cacert", p.ca, "https://localhost:"+port+"/").ends(body)
	}
}

func TestCurlRefusesACertificateThatItDoesNotTrust(t *testing.T) {
	p := newPapers(t)
	lost := make(chan error, 1)
	port := serveTLS(t, p.server, func(net.Addr) (core.Protocol, error) { return &told{lost: lost}, nil })
	other := filepath.Join(t.TempDir(), "other.pem")
	if err := os.WriteFile(other, certs.New("another").PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	curl := start(t, "curl", "curl", "-sS", "--cacert", other, "https://localhost:"+port+"/")
	curl.cmd.Wait()
	curl.done = true
	if code := curl.cmd.ProcessState.ExitCode(); code != 60 {
		t.Errorf("curl ended with %d, want 60: the peer's certificate cannot be authenticated", code)
	}
	var at *core.LostError
	if err := <-lost; !errors.As(err, &at) || at.Op != "handshake" {
		t.Errorf("the server's end was %v, want a failed handshake", err)
	}
}

// A told echoes, and tells how it ended.
type told struct {
	core.Base
	lost chan error
}

func (p *told) DataReceived(b []byte)       { p.Transport.Write(b) }
func (p *told) ConnectionLost(reason error) { p.lost <- reason }

func TestOpensslTalksToAnEcho(t *testing.T) {
	p := newPapers(t)
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		lost := make(chan error, 1)
		port := serveTLS(t, p.server, func(net.Addr) (core.Protocol, error) { return &told{lost: lost}, nil })
		client := start(t, "openssl", "openssl", "s_client", "-quiet", "-verify_quiet", "-verify_return_error", "-no_ign_eof",
			"-CAfile", p.ca, version, "-servername", "localhost", "-connect", "127.0.0.1:"+port)
		client.says("hello\n")
		client.shows("hello\n")
		client.says("again\n")
		client.shows("again\n")
		client.leaves("DONE\n")
		if err := <-lost; !errors.Is(err, core.ErrConnectionDone) {
			t.Errorf("%s: the server's end was %v, want the orderly one", version, err)
		}
	}
}

// A reader asks a server for its page and stops the reactor at the end.
type reader struct {
	core.Base
	r      *native.Reactor
	answer []byte
	state  stdtls.ConnectionState
	reason error
}

func (p *reader) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	t.Write([]byte("GET / HTTP/1.0\r\n\r\n"))
}
func (p *reader) HandshakeCompleted() {
	p.state = p.Transport.(core.TLSTransport).ConnectionState()
}
func (p *reader) DataReceived(b []byte) { p.answer = append(p.answer, b...) }
func (p *reader) ConnectionLost(reason error) {
	p.reason = reason
	p.r.Stop()
}

// read has a client of ours read the page of openssl's server.
func read(t *testing.T, config *stdtls.Config, port string) *reader {
	t.Helper()
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p := &reader{r: r}
	f := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })
	if _, err := r.ConnectTLS("127.0.0.1:"+port, f, config); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

// sServer starts openssl's server, and returns its port.
func sServer(t *testing.T, p papers, args ...string) (port string) {
	t.Helper()
	server := start(t, "openssl", "openssl", append([]string{"s_server", "-www", "-accept", "127.0.0.1:0", "-cert", p.cert, "-key", p.key}, args...)...)
	for {
		line, err := server.out.ReadString('\n')
		if err != nil {
			t.Fatalf("openssl s_server said no port: %v", err)
		}
		if port, ok := strings.CutPrefix(strings.TrimSpace(line), "ACCEPT 127.0.0.1:"); ok {
			return port
		}
	}
}

func TestOpensslServesOurClient(t *testing.T) {
	p := newPapers(t)
	port := sServer(t, p)
	for _, version := range []uint16{stdtls.VersionTLS12, stdtls.VersionTLS13} {
		config := p.client.Clone()
		config.MaxVersion = version
		got := read(t, config, port)
		if !strings.Contains(string(got.answer), "HTTP/1.0 200 ok") || !strings.Contains(string(got.answer), "</html>") && !strings.Contains(string(got.answer), "</HTML>") {
			t.Errorf("%s: the page is %q", stdtls.VersionName(version), got.answer)
		}
		if got.state.Version != version || !errors.Is(got.reason, core.ErrConnectionDone) {
			t.Errorf("it was %s and ended with %v, want %s and an orderly end", stdtls.VersionName(got.state.Version), got.reason, stdtls.VersionName(version))
		}
	}
	config := p.client.Clone()
	config.ServerName = "example.org"
	var name x509.HostnameError
	if got := read(t, config, port); !errors.As(got.reason, &name) || len(got.answer) > 0 {
		t.Errorf("for another name the end was %v, want the name's error; the answer was %q", got.reason, got.answer)
	}
}
