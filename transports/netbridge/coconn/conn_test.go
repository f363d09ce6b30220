package coconn_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
	"ravel/transports/netbridge/coconn"
)

// between runs server and client on a fake reactor until nothing happens any more.
func between(t *testing.T, server, client coconn.Body) *fakes.Reactor {
	t.Helper()
	r := fakes.NewReactor(fakes.Config{Seed: 1})
	l, err := r.ListenTCP("127.0.0.1:0", coconn.Serve(r, server))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ConnectTCP(l.Addr().String(), coconn.Serve(r, client)); err != nil {
		t.Fatal(err)
	}
	r.Advance(time.Minute)
	l.StopListening(nil)
	r.Advance(time.Second)
	if leaks := r.Leaks(); len(leaks) > 0 {
		t.Errorf("nothing is left behind: %v", leaks)
	}
	return r
}

func TestReadRequestAndReadResponse(t *testing.T) {
	var got string
	between(t, func(_ *coro.Co, c net.Conn) error {
		request, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s %s", request.Method, request.URL.Path)
		return err
	}, func(_ *coro.Co, c net.Conn) error {
		fmt.Fprint(c, "GET /ravel HTTP/1.1\r\nHost: fake\r\n\r\n")
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return err
		}
		b, err := io.ReadAll(response.Body)
		got = string(b)
		return err
	})
	if got != "GET /ravel" {
		t.Errorf("net/http's own parsers talk to each other: got %q", got)
	}
}

func TestTextproto(t *testing.T) {
	var got string
	between(t, func(_ *coro.Co, c net.Conn) error {
		text := textproto.NewConn(c)
		line, err := text.ReadLine()
		if err != nil {
			return err
		}
		return text.PrintfLine("250 %s", line)
	}, func(_ *coro.Co, c net.Conn) error {
		text := textproto.NewConn(c)
		if err := text.PrintfLine("HELO"); err != nil {
			return err
		}
		_, message, err := text.ReadResponse(250)
		got = message
		return err
	})
	if got != "HELO" {
		t.Errorf("textproto runs on it: got %q", got)
	}
}

func TestManyBytesOneWayAndThenTheEnd(t *testing.T) {
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
	var got []byte
	between(t, func(_ *coro.Co, c net.Conn) (err error) {
		got, err = io.ReadAll(c)
		return err
	}, func(_ *coro.Co, c net.Conn) error {
		for rest := sent; len(rest) > 0; rest = rest[1<<14:] {
			if _, err := c.Write(rest[:1<<14]); err != nil {
				return err
			}
		}
		return nil
	})
	if !bytes.Equal(got, sent) {
		t.Errorf("all of it arrives: %d of %d bytes", len(got), len(sent))
	}
}

func TestADeadlineIsOnTheReactorsClock(t *testing.T) {
	r := fakes.NewReactor(fakes.Config{Seed: 1})
	var failure error
	var waited time.Duration
	l, err := r.ListenTCP("127.0.0.1:0", coconn.Serve(r, func(_ *coro.Co, c net.Conn) error {
		began := r.Now()
		c.SetReadDeadline(began.Add(3 * time.Second))
		_, failure = c.Read(make([]byte, 1))
		waited = r.Now().Sub(began)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	silent := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
	if _, err := r.ConnectTCP(l.Addr().String(), silent); err != nil {
		t.Fatal(err)
	}
	r.Advance(time.Minute)
	if !errors.Is(failure, os.ErrDeadlineExceeded) || waited != 3*time.Second {
		t.Errorf("Read ends at its deadline, to the nanosecond: %v after %v", failure, waited)
	}
}

func TestALostConnectionEndsRead(t *testing.T) {
	var failure error
	between(t, func(_ *coro.Co, c net.Conn) error {
		_, failure = c.Read(make([]byte, 1))
		return failure
	}, func(_ *coro.Co, c net.Conn) error {
		return nil
	})
	if failure != io.EOF {
		t.Errorf("an orderly end is io.EOF: %v", failure)
	}
}
