package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// A task is what each connection of the load repeats.
type task struct {
	addr  string
	bytes int
	conn  *tls.Conn // kept between echoes
	p     []byte
}

// load prints "begin" after the warm-up and "end REQUESTS NANOSECONDS P50 P99" after the run.
func load(args []string) error {
	if len(args) != 6 {
		return fmt.Errorf("load PORT echo|handshakes CONNECTIONS BYTES WARM RUN")
	}
	var n [4]int
	for i := range n {
		var err error
		if n[i], err = strconv.Atoi(args[2+i]); err != nil {
			return err
		}
	}
	warm, run := time.Duration(n[2])*time.Millisecond, time.Duration(n[3])*time.Millisecond
	var measuring, over atomic.Bool
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	failed := make(chan error, n[0])
	for range n[0] {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t := &task{addr: "127.0.0.1:" + args[0], bytes: n[1], p: make([]byte, n[1])}
			once := t.echo
			if args[1] == "handshakes" {
				once = t.handshake
			}
			var mine []time.Duration
			for !over.Load() {
				at, counts := time.Now(), measuring.Load()
				if err := once(); err != nil {
					failed <- err
					return
				}
				if counts && !over.Load() {
					mine = append(mine, time.Since(at))
				}
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		}()
	}
	time.Sleep(warm)
	measuring.Store(true)
	fmt.Println("begin")
	began := time.Now()
	time.Sleep(run)
	over.Store(true)
	elapsed := time.Since(began)
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	slices.Sort(took)
	if len(took) == 0 {
		return fmt.Errorf("no answer")
	}
	fmt.Println("end", len(took), elapsed.Nanoseconds(), took[len(took)/2].Nanoseconds(), took[len(took)*99/100].Nanoseconds())
	return nil
}

func (t *task) dial() (err error) {
	// It is measured how fast, not whom: who verifies is the client, and the client is not measured.
	t.conn, err = tls.Dial("tcp", t.addr, &tls.Config{InsecureSkipVerify: true})
	return err
}

func (t *task) echo() error {
	if t.conn == nil {
		if err := t.dial(); err != nil {
			return err
		}
	}
	if _, err := t.conn.Write(t.p); err != nil {
		return err
	}
	_, err := io.ReadFull(t.conn, t.p)
	return err
}

func (t *task) handshake() error {
	if err := t.dial(); err != nil {
		return err
	}
	if err := t.echo(); err != nil {
		return err
	}
	return t.conn.Close()
}
