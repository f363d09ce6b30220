//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"

	"ravel/core"
	"ravel/transports/native"
)

// answer is nginx's to a request of HTTP/1.0, but for its date.
const answer = "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

// requestMax is how long a request may be.
const requestMax = 1024

var headEnd = []byte("\r\n\r\n")

type protocol = core.Protocol

type echo struct{ core.Base }

func (e *echo) DataReceived(p []byte) { e.Transport.Write(p) }

// A page answers the first request and leaves.
type page struct {
	core.Base
	head []byte
}

func (p *page) DataReceived(b []byte) {
	if p.head = append(p.head, b...); bytes.HasSuffix(p.head, headEnd) {
		p.Transport.Write([]byte(answer))
		p.Transport.LoseConnection()
	} else if len(p.head) > requestMax {
		p.Transport.AbortConnection()
	}
}

func serveRavel(dir string, build func() protocol) error {
	c, err := config(dir)
	if err != nil {
		return err
	}
	r := native.New()
	f := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return build(), nil })
	l, err := r.ListenTLS("127.0.0.1:0", f, c, core.ListenConfig{Backlog: 4096})
	if err != nil {
		return err
	}
	fmt.Println(l.Addr().(core.Addr).AddrPort.Port())
	return r.Run(context.Background())
}

func serveNet(dir string, serve func(*tls.Conn)) error {
	c, err := config(dir)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			conn := tls.Server(raw, c)
			defer conn.Close()
			serve(conn)
		}()
	}
}

// echoNet reads a record at a time: with a smaller buffer an answer of 16 KiB would be several records and system
// calls. Where messages are small so is the buffer.
func echoNet(conn *tls.Conn) {
	p := make([]byte, 2048)
	for {
		n, err := conn.Read(p)
		if err != nil {
			return
		}
		if _, err := conn.Write(p[:n]); err != nil {
			return
		}
		if n == len(p) && n < recordMax {
			p = make([]byte, recordMax)
		}
	}
}

func pageNet(conn *tls.Conn) {
	var p [requestMax]byte
	for n := 0; n < len(p); {
		k, err := conn.Read(p[n:])
		if err != nil {
			return
		}
		if n += k; bytes.HasSuffix(p[:n], headEnd) {
			conn.Write([]byte(answer))
			return
		}
	}
}
