package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ravel/core"
	"ravel/transports/endpoint"
	"ravel/transports/gonet"
	"ravel/transports/native"
	"ravel/transports/netbridge"
)

// patience is how long a test waits for what must come about.
const patience = 30 * time.Second

// serving is a server on a reactor that runs until the test ends.
func serving(t *testing.T) (r *native.Reactor, addr string) {
	t.Helper()
	config, err := newConfig()
	if err != nil {
		t.Fatal(err)
	}
	r, err = native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := listen(r, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go serve(l, config)
	over := make(chan error)
	go func() { over <- r.Run(context.Background()) }()
	t.Cleanup(func() {
		l.Close()
		r.Post(func() { r.Stop() })
		if err := <-over; err != nil {
			t.Error(err)
		}
		r.Close()
	})
	return r, l.Addr().String()
}

// big is more than the windows and buffers on the way.
var big = bytes.Repeat([]byte("0123456789abcdef"), 8<<20/16)

// connect is a client of x/crypto/ssh over the bridge.
func connect(t *testing.T, r *native.Reactor, addr string) *ssh.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := netbridge.Dial(ctx, r, endpoint.TCPClient{Addr: addr})
	if err != nil {
		t.Fatal(err)
	}
	c, channels, requests, err := ssh.NewClientConn(conn, addr, &ssh.ClientConfig{User: "anna", HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	client := ssh.NewClient(c, channels, requests)
	t.Cleanup(func() { client.Close() })
	return client
}

func TestBothEndsOverTheBridge(t *testing.T) {
	r, addr := serving(t)
	s, err := connect(t, r, addr).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s.Stdin = bytes.NewReader(big)
	out, err := s.Output("echo")
	if want := "you asked for echo\n" + string(big); err != nil || string(out) != want {
		t.Errorf("8 MiB there and back: %d bytes, %v", len(out), err)
	}
}

func TestTheClientOfOpenSSH(t *testing.T) {
	if _, err := exec.LookPath("ssh"); err != nil {
		t.Fatal("openssh-client is needed for this test: apt-get install openssh-client")
	}
	_, addr := serving(t)
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, "ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
		"-o", "BatchMode=yes", "-p", port, "anna@"+host, "tell me")
	c.Stdin = bytes.NewReader(big)
	var faults strings.Builder
	c.Stderr = &faults
	out, err := c.Output()
	if want := "you asked for tell me\n" + string(big); err != nil || string(out) != want {
		t.Errorf("8 MiB there and back, and exit status 0: %d bytes, %v\n%s", len(out), err, &faults)
	}
}

// A counter is a protocol that counts what it is told.
type counter struct {
	core.Base
	ask  []byte
	got  bytes.Buffer
	lost chan error
}

func (c *counter) ConnectionMade(t core.Transport) {
	c.Base.ConnectionMade(t)
	t.Write(c.ask)
	t.(core.HalfCloser).LoseWriteConnection()
}

func (c *counter) DataReceived(p []byte)       { c.got.Write(p) }
func (c *counter) ConnectionLost(reason error) { c.lost <- reason }

// A channel inside the connection is a conn, and that is a transport of the same reactor: a protocol of ravel
// speaks through x/crypto/ssh, which speaks through ravel.
func TestAChannelIsATransport(t *testing.T) {
	r, addr := serving(t)
	channel, requests, err := connect(t, r, addr).OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	if ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{"echo"})); !ok || err != nil {
		t.Fatal(ok, err)
	}
	p := &counter{ask: big, lost: make(chan error, 1)}
	served := make(chan error, 1)
	r.Post(func() {
		_, err := gonet.New(r).Serve(conn{channel}, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil }))
		served <- err
	})
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	if reason := <-p.lost; p.got.String() != "you asked for echo\n"+string(big) {
		t.Errorf("8 MiB there and back: %d bytes, %v", p.got.Len(), reason)
	}
}

// A conn is a channel with the rest of a net.Conn: it has neither addresses nor deadlines.
type conn struct{ ssh.Channel }

func (conn) LocalAddr() net.Addr              { return gonet.Address("ssh", "here") }
func (conn) RemoteAddr() net.Addr             { return gonet.Address("ssh", "there") }
func (conn) SetDeadline(time.Time) error      { return errors.ErrUnsupported }
func (conn) SetReadDeadline(time.Time) error  { return errors.ErrUnsupported }
func (conn) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }
