package endpoint_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/endpoint"
)

// A secret is a protocol that knows when it is safe, and says so.
type secret struct {
	plain
	safe int
	got  string
}

func (p *secret) HandshakeCompleted()   { p.safe++; p.Transport.Write([]byte("hello")) }
func (p *secret) DataReceived(b []byte) { p.got += string(b) }

// certificate writes a certificate for names, which signs itself, and its key, and returns the paths.
func certificate(t *testing.T, names ...string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "spec"}, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: pkcs8}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func server(t *testing.T, r *fakes.Reactor, text string, f core.Factory) string {
	t.Helper()
	e, err := endpoint.Standard().Server(text)
	if err != nil {
		t.Fatal(err)
	}
	l, err, ok := e.Listen(r, f).Result()
	if err != nil || !ok {
		t.Fatalf("%q: %v", text, err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func client(t *testing.T, r *fakes.Reactor, text string, f core.Factory) *core.Deferred[core.Protocol] {
	t.Helper()
	e, err := endpoint.Standard().Client(text)
	if err != nil {
		t.Fatal(err)
	}
	return e.Connect(r, f)
}

func TestTLSByItsStrings(t *testing.T) {
	cert, key := certificate(t, "spec.example")
	q := endpoint.Quote
	for name, text := range map[string]string{
		"by address":           "tls:127.0.0.1:PORT:trustRoots=" + q(cert),
		"a directory of roots": "tls:127.0.0.1:PORT:trustRoots=" + q(filepath.Dir(cert)),
		"the older kind":       "ssl:127.0.0.1:PORT:caCertsDir=" + q(filepath.Dir(cert)),
		"over another":         "tls:spec.example:0:trustRoots=" + q(cert) + ":endpoint=" + q("tcp:127.0.0.1:PORT"),
		"a client certificate": "tls:127.0.0.1:PORT:certificate=" + q(cert) + ":privateKey=" + q(key) + ":trustRoots=" + q(cert),
	} {
		t.Run(name, func(t *testing.T) {
			r := fakes.NewReactor()
			s, c := &secret{}, &secret{}
			port := server(t, r, "tls:127.0.0.1:0:privateKey="+q(key)+":certKey="+q(cert), serves(s))
			d := client(t, r, replacePort(text, port), serves(c))
			r.Advance(time.Second)
			if got, err, ok := d.Result(); !ok || got != core.Protocol(c) {
				t.Fatalf("%v, %v, %v; want the protocol inside", got, err, ok)
			}
			if c.safe != 1 || s.safe != 1 || c.got != "hello" || s.got != "hello" {
				t.Errorf("safe %d and %d, got %q and %q", c.safe, s.safe, c.got, s.got)
			}
			c.Transport.LoseConnection()
			r.Advance(time.Second)
			if c.lost != 1 || s.lost != 1 || r.Pending() != 0 {
				t.Errorf("lost %d and %d, %d calls pending", c.lost, s.lost, r.Pending())
			}
		})
	}
}

func replacePort(text, port string) string {
	for i := 0; i+4 <= len(text); i++ {
		if text[i:i+4] == "PORT" {
			return text[:i] + port + text[i+4:]
		}
	}
	return text
}

func TestTLSVerifiesTheNameHoweverItGotThere(t *testing.T) {
	cert, key := certificate(t, "spec.example")
	q := endpoint.Quote
	r := fakes.NewReactor()
	s, c := &secret{}, &secret{}
	port := server(t, r, "ssl:127.0.0.1:0:"+q(key)+":"+q(cert), serves(s))
	client(t, r, "tls:other.example:0:trustRoots="+q(cert)+":endpoint="+q("tcp:127.0.0.1:"+port), serves(c))
	r.Advance(time.Second)
	var wrong x509.HostnameError
	if c.safe != 0 || c.lost != 1 || !errors.As(c.reason, &wrong) {
		t.Errorf("safe %d, lost %d with %v; want the wrong name to be refused", c.safe, c.lost, c.reason)
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	cert, key := certificate(t, "spec.example")
	r := fakes.NewReactor()
	e, _ := endpoint.Standard().Server("ssl:0:privateKey=/nowhere/key.pem")
	if err := failure(t, e.Listen(r, serves())); !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, core.ErrCannotListen) {
		t.Errorf("a key that is not there: %v", err)
	}
	q := endpoint.Quote
	e, _ = endpoint.Standard().Server("ssl:0:privateKey=" + q(cert))
	if err := failure(t, e.Listen(r, serves())); !errors.Is(err, core.ErrCannotListen) {
		t.Errorf("a certificate in place of a key: %v", err)
	}
	if err := failure(t, client(t, r, "tls:127.0.0.1:1:trustRoots="+q(key), serves())); !errors.Is(err, endpoint.ErrNoRoots) {
		t.Errorf("roots that are none: %v", err)
	}
	if err := failure(t, client(t, r, "tls:127.0.0.1:1:certificate=/nowhere.pem", serves())); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a client's certificate that is not there: %v", err)
	}
}
