package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"
)

func TestALeafIsGoodForItsNamesUntilItExpires(t *testing.T) {
	ca := New("spec")
	good := ca.Sign(Leaf{Names: []string{"example.org", "127.0.0.1"}})
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range []string{"example.org", "127.0.0.1"} {
		if _, err := good.Leaf.Verify(x509.VerifyOptions{Roots: ca.Pool(), DNSName: name, CurrentTime: at}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := good.Leaf.Verify(x509.VerifyOptions{Roots: ca.Pool(), DNSName: "example.com", CurrentTime: at}); err == nil {
		t.Error("it is good for another name")
	}
	if _, err := good.Leaf.Verify(x509.VerifyOptions{Roots: New("other").Pool(), CurrentTime: at}); err == nil {
		t.Error("it is trusted by who trusts another authority")
	}
	expired := ca.Sign(Leaf{Names: []string{"example.org"}, Expired: true})
	if _, err := expired.Leaf.Verify(x509.VerifyOptions{Roots: ca.Pool(), CurrentTime: at}); err == nil {
		t.Error("an expired one is good")
	}
}

func TestTheSameNamesMakeTheSameBytes(t *testing.T) {
	a, b := New("spec").Sign(Leaf{Names: []string{"a"}}), New("spec").Sign(Leaf{Names: []string{"a"}})
	if !bytes.Equal(a.Certificate[0], b.Certificate[0]) {
		t.Error("two runs make different certificates")
	}
}

func TestPEMIsReadBack(t *testing.T) {
	cert, key := PEM(New("spec").Sign(Leaf{Names: []string{"a"}}))
	if _, err := tls.X509KeyPair(cert, key); err != nil {
		t.Errorf("the files do not belong together: %v", err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(New("spec").PEM()) {
		t.Error("the authority's file is no certificate")
	}
}
