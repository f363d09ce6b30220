// Echo over TLS: "tls ravel" serves it on a reactor, "tls net" with a goroutine a connection, both on crypto/tls;
// "tls load PORT echo|handshakes CONNECTIONS BYTES WARM RUN" asks, with times in milliseconds.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"math/big"
	"net"
	"os"
	"time"

	"ravel/core"
	"ravel/transports/native"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("ravel, net or load")
	}
	var err error
	switch os.Args[1] {
	case "ravel":
		err = serveRavel(config())
	case "net":
		err = serveNet(config())
	case "load":
		err = load(os.Args[2:])
	default:
		err = fmt.Errorf("no %q: ravel, net or load", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}

// config is a server's with an ECDSA key of its own, as most of the web has. Sessions are not resumed, so that
// every handshake is a whole one.
func config() *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		log.Fatal(err)
	}
	return &tls.Config{
		Certificates:           []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		SessionTicketsDisabled: true,
	}
}

type echo struct{ core.Base }

func (e *echo) DataReceived(p []byte) { e.Transport.Write(p) }

func serveRavel(c *tls.Config) error {
	r := native.New()
	f := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &echo{}, nil })
	l, err := r.ListenTLS("127.0.0.1:0", f, c, core.ListenConfig{Backlog: 4096})
	if err != nil {
		return err
	}
	fmt.Println(l.Addr().(core.Addr).AddrPort.Port())
	return r.Run(context.Background())
}

func serveNet(c *tls.Config) error {
	l, err := tls.Listen("tcp", "127.0.0.1:0", c)
	if err != nil {
		return err
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			p := make([]byte, 4096)
			for {
				n, err := c.Read(p)
				if err != nil {
					return
				}
				if _, err := c.Write(p[:n]); err != nil {
					return
				}
			}
		}()
	}
}
