package certs

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"strings"
	"time"
)

// From and Until are the validity of everything but expired leaves. Simulated time begins in between.
func From() time.Time  { return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC) }
func Until() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }

// An Authority signs certificates.
type Authority struct {
	cert *x509.Certificate
	key  ed25519.PrivateKey
}

// A Leaf describes the certificate of one side.
type Leaf struct {
	// Names are host names and IP addresses that it is for.
	Names []string
	// Expired makes one that was valid for a day in 1990.
	Expired bool
}

// New is the authority of that name.
func New(name string) *Authority {
	key := keyOf(name)
	cert, _ := sign(&x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             From(),
		NotAfter:              Until(),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}, nil, key.Public(), key)
	return &Authority{cert, key}
}

// Pool is the authority as what a side trusts.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// Sign makes a certificate, and its key, for servers and clients.
func (a *Authority) Sign(l Leaf) tls.Certificate {
	key := keyOf(a.cert.Subject.CommonName + "/" + strings.Join(l.Names, ","))
	t := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "leaf"},
		NotBefore:    From(),
		NotAfter:     Until(),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if l.Expired {
		t.NotAfter = From().AddDate(0, 0, 1)
	}
	for _, n := range l.Names {
		if ip := net.ParseIP(n); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	cert, der := sign(t, a.cert, key.Public(), a.key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: cert}
}

// PEM is the authority's certificate as a file.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// PEM is what Sign made as two files.
func PEM(c tls.Certificate) (cert, key []byte) {
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		panic("certs: " + err.Error())
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// keyOf is the key that belongs to a name.
func keyOf(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("ravel " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// sign makes t a certificate. Ed25519 needs no randomness, so it is the same every time.
func sign(t, parent *x509.Certificate, public any, key ed25519.PrivateKey) (*x509.Certificate, []byte) {
	if parent == nil {
		parent = t
	}
	der, err := x509.CreateCertificate(nil, t, parent, public, key)
	if err != nil {
		panic("certs: " + err.Error())
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic("certs: " + err.Error())
	}
	return cert, der
}
