//go:build interop

package interop

import (
	stdtls "crypto/tls"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ravel/core"
	"ravel/reactortest/certs"
)

// identify writes a client's certificate, and returns it with its files.
func identify(t *testing.T, authority string) (c stdtls.Certificate, cert, key string) {
	t.Helper()
	c = certs.New(authority).Sign(certs.Leaf{Names: []string{"client"}})
	certPEM, keyPEM := certs.PEM(c)
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, content := range map[string][]byte{cert: certPEM, key: keyPEM} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c, cert, key
}

// A clerk answers every line with what was agreed on, and tells how it ended.
type clerk struct {
	core.Base
	lost chan error
}

func (k *clerk) DataReceived(b []byte) {
	if !strings.HasSuffix(string(b), "\n") {
		return // every line here is short, and comes in one piece
	}
	s := k.Transport.(core.TLSTransport).ConnectionState()
	who := "nobody"
	if len(s.PeerCertificates) > 0 {
		who = s.PeerCertificates[0].DNSNames[0]
	}
	resumed := ""
	if s.DidResume {
		resumed = ", again"
	}
	k.Transport.Write([]byte(who + " by " + s.NegotiatedProtocol + resumed + "\n"))
}

func (k *clerk) ConnectionLost(reason error) { k.lost <- reason }

// clerks serves them.
func clerks(t *testing.T, config *stdtls.Config) (port string, lost chan error) {
	lost = make(chan error, 4)
	return serveTLS(t, config, func(net.Addr) (core.Protocol, error) { return &clerk{lost: lost}, nil }), lost
}

// sClient starts openssl's client.
func sClient(t *testing.T, p papers, port string, args ...string) *tool {
	t.Helper()
	return start(t, "openssl", "openssl", append([]string{"s_client", "-verify_quiet", "-verify_return_error",
		"-CAfile", p.ca, "-servername", "localhost", "-connect", "127.0.0.1:" + port}, args...)...)
}

func TestOpensslAndOurServerAgree(t *testing.T) {
	p := newPapers(t)
	p.server.ClientAuth, p.server.ClientCAs = stdtls.RequireAndVerifyClientCert, certs.New("clients").Pool()
	p.server.NextProtos = []string{"h2", "ravel"}
	_, cert, key := identify(t, "clients")
	session := filepath.Join(t.TempDir(), "session")
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		port, lost := clerks(t, p.server)
		for i, way := range []struct{ flag, answer string }{{"-sess_out", "client by ravel\n"}, {"-sess_in", "client by ravel, again\n"}} {
			client := sClient(t, p, port, "-quiet", "-no_ign_eof", version, "-cert", cert, "-key", key, "-alpn", "ravel,other", way.flag, session)
			client.says("who?\n")
			client.shows(way.answer)
			client.leaves("DONE\n")
			if err := <-lost; !errors.Is(err, core.ErrConnectionDone) {
				t.Errorf("%s, connection %d: the end was %v, want the orderly one", version, i+1, err)
			}
		}
	}
}

func TestOpensslWithoutTheRightCertificateIsRefused(t *testing.T) {
	p := newPapers(t)
	p.server.ClientAuth, p.server.ClientCAs = stdtls.RequireAndVerifyClientCert, certs.New("clients").Pool()
	_, cert, key := identify(t, "others")
	for name, args := range map[string][]string{"none": nil, "another's": {"-cert", cert, "-key", key}} {
		for _, version := range []string{"-tls1_2", "-tls1_3"} {
			port, lost := clerks(t, p.server)
			client := sClient(t, p, port, append(args, version, "-quiet", "-ign_eof")...)
			var at *core.LostError
			if err := <-lost; !errors.As(err, &at) || at.Op != "handshake" {
				t.Errorf("%s, %s: the server's end was %v, want a failed handshake", name, version, err)
			}
			if said := client.rest(); !strings.Contains(said, "alert") {
				t.Errorf("%s, %s: the client showed %q, want the alert", name, version, said)
			}
		}
	}
}

// RFC 5246, 7.4.1.1: a peer may ask for another handshake, and may be refused. It costs a server more than its peer.
func TestARenegotiationIsRefused(t *testing.T) {
	p := newPapers(t)
	port, lost := clerks(t, p.server)
	client := sClient(t, p, port, "-tls1_2")
	client.says("who?\n")
	client.showsUntil("nobody by \n")
	client.in.Write([]byte("R\n"))
	if err := <-lost; !errors.Is(err, core.ErrConnectionLost) || errors.Is(err, core.ErrConnectionDone) {
		t.Errorf("the server's end was %v, want a loss", err)
	}
	if said := client.rest(); !strings.Contains(said, "RENEGOTIATING") || !strings.Contains(said, "error") {
		t.Errorf("the client showed %q, want its attempt and its error", said)
	}
}

// RFC 8446, 4.6.3: new keys, with and without the wish that the other side takes new ones too.
func TestNewKeysOfOpensslAreTaken(t *testing.T) {
	p := newPapers(t)
	port, lost := clerks(t, p.server)
	client := sClient(t, p, port, "-tls1_3")
	client.says("who?\n")
	client.showsUntil("nobody by \n")
	for _, command := range []string{"k\n", "K\n"} {
		client.says(command)
		client.showsUntil("KEYUPDATE\n")
		client.says("who?\n")
		client.showsUntil("nobody by \n")
	}
	client.says("Q\n")
	client.showsUntil("DONE\n")
	if err := <-lost; !errors.Is(err, core.ErrConnectionDone) {
		t.Errorf("the server's end was %v, want the orderly one", err)
	}
}

func TestOpensslAsksOurClientWhoItIs(t *testing.T) {
	p := newPapers(t)
	ca := filepath.Join(t.TempDir(), "clients.pem")
	if err := os.WriteFile(ca, certs.New("clients").PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	port := sServer(t, p, "-Verify", "1", "-verify_return_error", "-CAfile", ca, "-alpn", "ravel")
	right, _, _ := identify(t, "clients")
	wrong, _, _ := identify(t, "others")
	for _, version := range []uint16{stdtls.VersionTLS12, stdtls.VersionTLS13} {
		config := p.client.Clone()
		config.MaxVersion, config.NextProtos = version, []string{"ravel"}
		config.Certificates = []stdtls.Certificate{right}
		config.ClientSessionCache = stdtls.NewLRUClientSessionCache(1)
		for _, again := range []bool{false, true} {
			got := read(t, config, port)
			if !strings.Contains(string(got.answer), "HTTP/1.0 200 ok") || got.state.NegotiatedProtocol != "ravel" || got.state.DidResume != again {
				t.Errorf("%s: resumed %v, by %q: %v; want resumed %v, by ravel", stdtls.VersionName(version), got.state.DidResume, got.state.NegotiatedProtocol, got.reason, again)
			}
		}
		config = config.Clone()
		config.ClientSessionCache, config.Certificates = nil, nil
		config.GetClientCertificate = func(*stdtls.CertificateRequestInfo) (*stdtls.Certificate, error) { return &wrong, nil }
		if got := read(t, config, port); len(got.answer) > 0 || !errors.Is(got.reason, core.ErrConnectionLost) || errors.Is(got.reason, core.ErrConnectionDone) {
			t.Errorf("%s: with another's certificate the end was %v, the answer %q", stdtls.VersionName(version), got.reason, got.answer)
		}
	}
}
