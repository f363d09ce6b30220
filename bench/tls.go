package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// tlsCases are what each connection repeats, how many there are, and the bytes of a message.
var tlsCases = []string{"handshakes 20 1", "echo 1 1024", "echo 50 1024", "echo 50 16384"}

// tls measures ravel beside goroutines, both on crypto/tls: whole handshakes with one byte of echo, and round
// trips.
func (o *options) tls(w io.Writer, b binaries) error {
	o.servers = []string{"net", "ravel"}
	results := map[string][]result{}
	for round := range o.rounds {
		for _, c := range tlsCases {
			for i := range o.servers {
				name := o.servers[(i+round)%len(o.servers)]
				r, err := o.tlsOnce(b, name, c)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", name, c, err)
				}
				results[name+" "+c] = append(results[name+" "+c], r)
				fmt.Fprintf(os.Stderr, "round %d  %-6s %-16s %9.0f a second  %7v CPU each  p50 %v  p99 %v\n",
					round+1, name, c, r.Requests, r.CPU, r.P50, r.P99)
			}
		}
	}
	o.tables(w, tlsCases, results)
	return nil
}

func (o *options) tlsOnce(b binaries, name, c string) (result, error) {
	s, err := startServer(b["tls"], true, name)
	if err != nil {
		return result{}, err
	}
	defer s.stop()
	f := strings.Fields(c)
	load := binaries{"load": b["tls"]}
	return load.load(s, "load", append(f, o.milliseconds()...)...)
}
