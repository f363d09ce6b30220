//go:build linux

package main

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"testing"
)

// A server on crypto/tls reads what is sealed here, and what it writes is opened here.
func TestTheRecordLayerIsThatOfCryptoTLS(t *testing.T) {
	dir := t.TempDir()
	if err := makeCertificate(dir); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := config(dir)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- echoOnce(l, c, 3*1000) }()
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	in, out, err := handshake(raw)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		p := bytes.Repeat([]byte{byte(i)}, 1000)
		if _, err := raw.Write(out.seal(nil, p)); err != nil {
			t.Fatal(err)
		}
		record := make([]byte, 1000+overhead)
		if _, err := io.ReadFull(raw, record); err != nil {
			t.Fatal(err)
		}
		got, err := in.open(record)
		if err != nil || !bytes.Equal(got, p) {
			t.Fatalf("record %d came back as %d bytes, %v", i, len(got), err)
		}
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

// echoOnce echoes n bytes of one connection.
func echoOnce(l net.Listener, c *tls.Config, n int) error {
	raw, err := l.Accept()
	if err != nil {
		return err
	}
	defer raw.Close()
	conn := tls.Server(raw, c)
	_, err = io.CopyN(conn, conn, int64(n))
	return err
}

func TestARecordOfAnotherIsRefused(t *testing.T) {
	in, err := newHalf(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	out, err := newHalf(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	out.seal(nil, []byte("the first"))
	if _, err := in.open(out.seal(nil, []byte("the second"))); err == nil {
		t.Error("the second record was taken for the first")
	}
}
