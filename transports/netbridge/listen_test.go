package netbridge_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestTheServerOfNetHTTP(t *testing.T) {
	r, l := serving(t)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		io.Copy(w, req.Body)
	})}
	over := make(chan error)
	go func() { over <- server.Serve(l) }()
	// One client over Go's own net, one over the bridge.
	direct := &http.Client{Transport: &http.Transport{}}
	bridged := &http.Client{Transport: &http.Transport{Dial: func(string, string) (net.Conn, error) { return dial(t, r, l), nil }}}
	body := strings.Repeat("ravel ", 100_000)
	for _, c := range []*http.Client{direct, bridged} {
		for range 3 {
			answer, err := c.Post("http://"+l.Addr().String()+"/", "text/plain", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || string(got) != body {
				t.Fatalf("the body comes back whole: %d bytes, %v", len(got), err)
			}
		}
		c.CloseIdleConnections()
	}
	server.Close()
	if err := <-over; !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Serve ends: %v", err)
	}
}

func TestCloseEndsAccept(t *testing.T) {
	_, l := serving(t)
	accepted := make(chan error)
	go func() {
		_, err := l.Accept()
		accepted <- err
	}()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-accepted; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept ends: %v", err)
	}
	if err := l.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a second Close is net.ErrClosed: %v", err)
	}
}
