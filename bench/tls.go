package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// tlsTasks are what is measured over TLS: round trips, whose servers echo, and whole handshakes, whose servers
// answer one request with a page and leave. In both net is the yardstick, a goroutine a connection on crypto/tls.
var tlsTasks = []struct {
	servers []string
	cases   []string // a kind of load, how many connections at once, and the bytes of a message
}{
	{[]string{"net", "ravel"}, []string{"echo 1 1024", "echo 50 1024", "echo 1000 1024", "echo 50 16384"}},
	{[]string{"net-page", "ravel-page", "nginx"}, []string{"handshakes 20 1"}},
}

// certificate makes the one that all servers have, in a new directory below dir.
func (b binaries) certificate(dir string) (string, error) {
	dir, err := os.MkdirTemp(dir, "tls")
	if err != nil {
		return "", err
	}
	if out, err := exec.Command(b["tls"], "cert", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("making a certificate: %w: %s", err, out)
	}
	return dir, nil
}

// tls measures round trips and handshakes.
func (o *options) tls(w io.Writer, b binaries, dir string) error {
	dir, err := b.certificate(dir)
	if err != nil {
		return err
	}
	for _, task := range tlsTasks {
		o.servers = task.servers
		if _, err := exec.LookPath("nginx"); err != nil && task.servers[len(task.servers)-1] == "nginx" {
			fmt.Fprintln(os.Stderr, "nginx is not installed, and left out")
			o.servers = task.servers[:len(task.servers)-1]
		}
		results := map[string][]result{}
		for round := range o.rounds {
			for _, c := range task.cases {
				for i := range o.servers {
					name := o.servers[(i+round)%len(o.servers)]
					r, err := o.tlsOnce(b, dir, name, c)
					if err != nil {
						return fmt.Errorf("%s, %s: %w", name, c, err)
					}
					results[name+" "+c] = append(results[name+" "+c], r)
					fmt.Fprintf(os.Stderr, "round %d  %-10s %-16s %9.0f a second  %7v CPU each  p50 %v  p99 %v\n",
						round+1, name, c, r.Requests, r.CPU, r.P50, r.P99)
				}
			}
		}
		o.tables(w, task.cases, results)
	}
	return nil
}

func (o *options) tlsOnce(b binaries, dir, name, c string) (result, error) {
	s, err := startTLS(b, dir, name)
	if err != nil {
		return result{}, err
	}
	defer s.stop()
	load := binaries{"load": b["tls"]}
	return load.load(s, "load", append(strings.Fields(c), o.milliseconds()...)...)
}

func startTLS(b binaries, dir, name string) (*server, error) {
	if name == "nginx" {
		return startNginx(dir)
	}
	return startServer(b["tls"], true, name, dir)
}

// tlsIdle measures the memory of idle connections over TLS.
func (o *options) tlsIdle(w io.Writer, b binaries, dir string) error {
	dir, err := b.certificate(dir)
	if err != nil {
		return err
	}
	o.servers = []string{"net", "ravel"}
	return o.idle(w, func(name string) (*server, error) { return startTLS(b, dir, name) }, func(port string) []string {
		return []string{b["tls"], "load", port, "idle", strconv.Itoa(o.conns), "1024"}
	})
}
