//go:build linux

package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"
)

// load prints "begin" after the warm-up and "end REQUESTS NANOSECONDS P50 P99" after the run.
func load(addr string, args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("load PORT echo|handshakes|idle CONNECTIONS BYTES [WARM RUN]")
	}
	var n [4]int
	for i := range args[1:] {
		var err error
		if n[i], err = strconv.Atoi(args[1+i]); err != nil {
			return err
		}
	}
	window := window{warm: time.Duration(n[2]) * time.Millisecond, run: time.Duration(n[3]) * time.Millisecond}
	switch args[0] {
	case "echo":
		return echoes(addr, n[0], n[1], &window)
	case "handshakes":
		return handshakes(addr, n[0], &window)
	case "idle":
		return idle(addr, n[0], n[1])
	}
	return fmt.Errorf("no load %q", args[0])
}

// A window is the warm-up and the measured time behind it.
type window struct {
	warm, run time.Duration
	began     time.Time // the measured part
	took      []time.Duration
}

// print tells the result of a run that has lasted since began.
func (w *window) print() error {
	if len(w.took) == 0 {
		return fmt.Errorf("no answer")
	}
	elapsed := time.Since(w.began)
	slices.Sort(w.took)
	fmt.Println("end", len(w.took), elapsed.Nanoseconds(), w.took[len(w.took)/2].Nanoseconds(), w.took[len(w.took)*99/100].Nanoseconds())
	return nil
}

// handshake makes the handshake of a client and returns both directions behind it.
func handshake(raw net.Conn) (in, out *half, err error) {
	keys := secrets{}
	c := clientConfig()
	c.KeyLogWriter = keys
	conn := tls.Client(raw, c)
	if err := conn.Handshake(); err != nil {
		return nil, nil, err
	}
	if suite := conn.ConnectionState().CipherSuite; suite != tls.TLS_AES_128_GCM_SHA256 {
		return nil, nil, fmt.Errorf("%s was agreed on: without AES in hardware this load knows no cipher", tls.CipherSuiteName(suite))
	}
	if in, err = newHalf(keys["SERVER_TRAFFIC_SECRET_0"]); err != nil {
		return nil, nil, err
	}
	out, err = newHalf(keys["CLIENT_TRAFFIC_SECRET_0"])
	return in, out, err
}
