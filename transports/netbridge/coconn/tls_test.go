package coconn_test

import (
	"crypto/tls"
	"io"
	"net"
	"testing"

	"ravel/core/coro"
	"ravel/reactortest/certs"
)

func TestCryptoTLS(t *testing.T) {
	authority := certs.New("authority")
	server := &tls.Config{Certificates: []tls.Certificate{authority.Sign(certs.Leaf{Names: []string{"ravel.test"}})}, Time: certs.From}
	client := &tls.Config{RootCAs: authority.Pool(), ServerName: "ravel.test", Time: certs.From}
	var got string
	between(t, func(_ *coro.Co, c net.Conn) error {
		s := tls.Server(c, server)
		if _, err := io.WriteString(s, "secret"); err != nil {
			return err
		}
		return s.Close()
	}, func(_ *coro.Co, c net.Conn) error {
		b, err := io.ReadAll(tls.Client(c, client))
		got = string(b)
		return err
	})
	if got != "secret" {
		t.Errorf("crypto/tls shakes hands and talks on it: got %q", got)
	}
}
