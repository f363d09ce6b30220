//go:build linux

package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const request = "GET / HTTP/1.0\r\n\r\n"

// handshakes measures whole conversations, n at a time: connect, handshake, a request, its answer, and the end.
func handshakes(addr string, n int, w *window) error {
	var mu sync.Mutex
	var failed error
	measured := time.Now().Add(w.warm)
	over := measured.Add(w.run)
	// note writes down a conversation that has ended, and reports whether there is to be another.
	note := func(asked time.Time, err error) bool {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if failed == nil {
			failed = err
		}
		if failed != nil || !now.Before(over) {
			return false
		}
		if !asked.Before(measured) {
			if w.began.IsZero() {
				fmt.Println("begin")
				w.began = now
			} else {
				w.took = append(w.took, now.Sub(asked))
			}
		}
		return true
	}
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			for asked := time.Now(); note(asked, converse(addr)); asked = time.Now() {
			}
		})
	}
	all.Wait()
	if failed != nil {
		return failed
	}
	return w.print()
}

// converse is one conversation. Nothing may be missing, and the end has to be in order.
func converse(addr string) error {
	conn, err := tls.Dial("tcp", addr, clientConfig())
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	got, err := io.ReadAll(conn)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(string(got), "\r\n\r\nok") {
		return fmt.Errorf("the answer is %q", got)
	}
	return nil
}
