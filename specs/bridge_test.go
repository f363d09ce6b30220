package specs

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"testing"
	"testing/cryptotest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/core/coro"
	"ravel/reactortest"
	"ravel/reactortest/certs"
	"ravel/reactortest/sim"
	"ravel/transports/netbridge/coconn"
)

// A talk is code that blocks, on both sides of a connection.
type talk struct {
	name           string
	server, client func(c net.Conn, say func(format string, args ...any)) error
	want           []string // what both have said, the client's after the server's
}

// talks are the standard library's own code, as it is.
func talks() []talk {
	return []talk{
		{"net/textproto", func(c net.Conn, say func(string, ...any)) error {
			text := textproto.NewConn(c)
			for {
				line, err := text.ReadLine()
				if err != nil {
					return err
				}
				say("asked %s", line)
				if err := text.PrintfLine("250 %s", line); err != nil {
					return err
				}
			}
		}, func(c net.Conn, say func(string, ...any)) error {
			text := textproto.NewConn(c)
			for _, verb := range []string{"HELO", "NOOP", "QUIT"} {
				if err := text.PrintfLine("%s", verb); err != nil {
					return err
				}
				_, message, err := text.ReadResponse(250)
				if err != nil {
					return err
				}
				say("answered %s", message)
			}
			return nil
		}, []string{"asked HELO", "asked NOOP", "asked QUIT", "answered HELO", "answered NOOP", "answered QUIT"}},
		{"http.ReadRequest", func(c net.Conn, say func(string, ...any)) error {
			request, err := http.ReadRequest(bufio.NewReader(c))
			if err != nil {
				return err
			}
			body, err := io.ReadAll(request.Body)
			if err != nil {
				return err
			}
			say("%s %s with %d bytes", request.Method, request.URL.Path, len(body))
			_, err = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
			return err
		}, func(c net.Conn, say func(string, ...any)) error {
			if _, err := fmt.Fprintf(c, "POST /ravel HTTP/1.1\r\nHost: fake\r\nContent-Length: 5000\r\n\r\n%05000d", 7); err != nil {
				return err
			}
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				return err
			}
			body, err := io.ReadAll(response.Body)
			say("%s with %d bytes", response.Status, len(body))
			return err
		}, []string{"POST /ravel with 5000 bytes", "200 OK with 5000 bytes"}},
		secret(),
	}
}

// secret is a talk over crypto/tls.
func secret() talk {
	authority := certs.New("authority")
	server := &tls.Config{Certificates: []tls.Certificate{authority.Sign(certs.Leaf{Names: []string{"ravel.test"}})}, Time: certs.From}
	client := &tls.Config{RootCAs: authority.Pool(), ServerName: "ravel.test", Time: certs.From}
	return talk{"crypto/tls", func(c net.Conn, say func(string, ...any)) error {
		s := tls.Server(c, server)
		line, err := bufio.NewReader(s).ReadString('\n')
		if err != nil {
			return err
		}
		say("asked %q", line)
		if _, err := io.WriteString(s, "secret"); err != nil {
			return err
		}
		return s.Close()
	}, func(c net.Conn, say func(string, ...any)) error {
		s := tls.Client(c, client)
		if _, err := io.WriteString(s, "who?\n"); err != nil {
			return err
		}
		answer, err := io.ReadAll(s)
		say("answered %q", answer)
		return err
	}, []string{`asked "who?\n"`, `answered "secret"`}}
}

// end is one side of a talk in a coroutine on r. What it says goes to log, its failure too; done is called
// at its end.
func end(r core.Clock, body func(net.Conn, func(string, ...any)) error, log *[]string, done func()) core.Factory {
	say := func(format string, args ...any) { *log = append(*log, fmt.Sprintf(format, args...)) }
	return coconn.Serve(r, func(_ *coro.Co, c net.Conn) error {
		defer done()
		if err := body(c, say); err != nil && err != io.EOF {
			say("failed: %v", err)
		}
		return nil
	})
}

var _ = Describe("code that blocks, in coroutines", func() {
	for _, k := range talks() {
		inBothWorlds(k.name+" runs as it is", func(s *reactortest.Script, _ world) {
			var server, client []string
			over := 0
			l, err := s.R.ListenTCP("127.0.0.1:0", end(s.R, k.server, &server, func() { over++ }))
			Expect(err).NotTo(HaveOccurred())
			_, err = s.R.ConnectTCP(l.Addr().String(), end(s.R, k.client, &client, func() { over++ }))
			Expect(err).NotTo(HaveOccurred())
			s.Until("both are through", func() bool { return over == 2 })
			Expect(slices.Concat(server, client)).To(Equal(k.want), "both have said what they had to")
		})
	}
})

// run is the run of a seed: k between two nodes over a rough network.
func (k talk) run(seed uint64) (sim.Result, []string) {
	var server, client []string
	over := 0
	result := sim.Run(seed, func(w *sim.World) {
		w.Links(sim.Rough())
		at := w.Node("server", func(r core.Reactor) {
			r.ListenTCP(":7", end(r, k.server, &server, func() { over++ }))
		}).Addr(7)
		w.Node("client", func(r core.Reactor) {
			r.ConnectTCP(at, end(r, k.client, &client, func() { over++ }))
		})
		w.Eventually("both are through", time.Minute, func() bool { return over == 2 })
	})
	return result, slices.Concat(server, client)
}

// With the system's randomness seeded, which is what crypto/tls draws from, a seed is a run to the last byte.
func TestCodeThatBlocksIsDeterministicInSimulation(t *testing.T) {
	run := func(at int, seed uint64) (result sim.Result, log []string) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			cryptotest.SetGlobalRandom(t, seed)
			result, log = talks()[at].run(seed)
		})
		return result, log
	}
	for at, k := range talks() {
		first, log := run(at, 7)
		again, logAgain := run(at, 7)
		other, _ := run(at, 8)
		if len(first.Failures) > 0 || !slices.Equal(log, k.want) {
			t.Errorf("%s gets through: said %q; %q", k.name, log, first.Failures)
		}
		if first.Hash != again.Hash || first.Events != again.Events || first.Simulated != again.Simulated || !slices.Equal(log, logAgain) {
			t.Errorf("%s: one seed is one run: %v, then %v", k.name, first, again)
		}
		if first.Hash == other.Hash {
			t.Errorf("%s: another seed is another run: %v", k.name, other)
		}
	}
}
