//go:build interop

package interop

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"testing"

	"ravel/core"
	"ravel/transports/native"
	"ravel/transports/netbridge"
)

// serveHTTP is net/http's own server on a listener of a reactor that runs until the test ends.
func serveHTTP(t *testing.T) (port string) {
	t.Helper()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Path", r.URL.Path)
		io.WriteString(w, "hello from net/http\n")
	})}
	t.Cleanup(func() { server.Close() })
	return serving(t, func(r *native.Reactor) (core.Listener, error) {
		l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP("127.0.0.1:0", f) })
		if err != nil {
			return nil, err
		}
		go server.Serve(l)
		return bridged{l}, nil
	})
}

// A bridged is the listener as serving knows one.
type bridged struct{ *netbridge.Listener }

func (b bridged) StopListening(func()) { b.Close() }

func TestCurlAsksNetHTTP(t *testing.T) {
	port := serveHTTP(t)
	out := start(t, "curl", "curl", "--silent", "--include", "--max-time", "20", "http://127.0.0.1:"+port+"/ravel").rest()
	for _, want := range []string{`^HTTP/1.1 200 OK\r\n`, `(?m)^X-Path: /ravel\r$`, `\r\n\r\nhello from net/http\n$`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("curl has its answer: got %q, want %s", out, want)
		}
	}
}

func TestWrkLoadsNetHTTP(t *testing.T) {
	port := serveHTTP(t)
	out := start(t, "wrk", "wrk", "--threads", "1", "--connections", "20", "--duration", "1s", "http://127.0.0.1:"+port+"/").rest()
	requests := regexp.MustCompile(`(\d+) requests in`).FindStringSubmatch(out)
	if requests == nil {
		t.Fatalf("wrk counts requests: got %q", out)
	}
	if n, err := strconv.Atoi(requests[1]); err != nil || n == 0 {
		t.Errorf("and some were answered: %s", requests[1])
	}
	if bad := regexp.MustCompile(`(?m)^\s*(Socket errors|Non-2xx).*$`).FindString(out); bad != "" {
		t.Errorf("without an error: %s", bad)
	}
	t.Logf("%s requests in a second", requests[1])
}
