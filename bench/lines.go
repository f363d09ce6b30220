package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"
)

const linesSeconds = 10

// lines has o.conns clients connect to one server and each send a line a second for ten seconds. It fails if a
// line is lost or comes back wrong, and tells what a connection costs the server while it is idle.
func (o *options) lines(w io.Writer, b binaries) error {
	s, err := startServer(b["lines"], true)
	if err != nil {
		return err
	}
	defer s.stop()
	empty, err := s.memory()
	if err != nil {
		return err
	}
	load := exec.Command("taskset", "-c", loadCPU, b["lines"], "load", s.port, strconv.Itoa(o.conns), strconv.Itoa(linesSeconds))
	load.Stderr = os.Stderr
	in, err := load.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := load.StdoutPipe()
	if err != nil {
		return err
	}
	if err := load.Start(); err != nil {
		return err
	}
	defer load.Wait()
	defer in.Close()
	out := bufio.NewScanner(stdout)
	if !out.Scan() || out.Text() != "connected" {
		return fmt.Errorf("the clients did not all connect: %q", out.Text())
	}
	full, err := s.memory()
	if err != nil {
		return err
	}
	if full.connections != o.conns {
		return fmt.Errorf("%d clients connected, but the server counts %d", o.conns, full.connections)
	}
	before, err := s.cpu()
	if err != nil {
		return err
	}
	fmt.Fprintln(in, "go")
	if !out.Scan() {
		return fmt.Errorf("the clients ended early")
	}
	after, err := s.cpu()
	if err != nil {
		return err
	}
	var sent, received, lost, wrong int
	if _, err := fmt.Sscanf(out.Text(), "end %d %d %d %d", &sent, &received, &lost, &wrong); err != nil {
		return fmt.Errorf("the clients said %q: %w", out.Text(), err)
	}
	fmt.Fprintf(w, "%d connections, a line a second for %d s: %d sent, %d came back, %d connections lost, %d answers wrong\n",
		o.conns, linesSeconds, sent, received, lost, wrong)
	fmt.Fprintf(w, "an idle connection: %d B of heap, %d B of stack, %d B resident\n", (full.heap-empty.heap)/o.conns,
		(full.stack-empty.stack)/o.conns, (full.rss-empty.rss)/o.conns)
	fmt.Fprintf(w, "server CPU: %v a line\n", (after-before)/time.Duration(sent))
	if want := o.conns * linesSeconds; sent != want || received != want || lost != 0 || wrong != 0 {
		return fmt.Errorf("not everything came back: want %d lines", want)
	}
	return nil
}

// memory is what the server says of itself after a collection.
type memory struct{ connections, lines, heap, stack, rss int }

func (s *server) memory() (m memory, err error) {
	fmt.Fprintln(s.in, "memory")
	line, err := s.out.ReadString('\n')
	if err != nil {
		return m, err
	}
	if _, err = fmt.Sscanf(line, "memory %d %d %d %d", &m.connections, &m.lines, &m.heap, &m.stack); err != nil {
		return m, fmt.Errorf("the server said %q: %w", line, err)
	}
	m.rss, err = s.rss()
	return m, err
}
