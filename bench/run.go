package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	serverCPU = "0"
	loadCPU   = "1"
)

// A result is one server under one load.
type result struct {
	Requests float64       // a second
	CPU      time.Duration // of the server, for one request
	P50, P99 time.Duration
}

// A server is a running server process.
type server struct {
	cmd  *exec.Cmd
	port string
	out  *bufio.Reader
	in   io.WriteCloser
}

// argsOf is what the server of that name is told on its command line.
func (o *options) argsOf(name string) (args []string) {
	if name == "portable" {
		args = append(args, "-reactor", "portable")
	}
	if o.mode == "udp" && name != "c" { // which has a program for it
		args = append(args, "-udp")
	}
	return args
}

func startServer(path string, pin bool, args ...string) (*server, error) {
	if pin {
		args = append([]string{"-c", serverCPU, path}, args...)
		path = "taskset"
	}
	s := &server{cmd: exec.Command(path, args...)}
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.out = bufio.NewReader(out)
	line, err := s.out.ReadString('\n')
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s: no port on its standard output: %w", path, err)
	}
	s.port = strings.TrimSpace(line)
	return s, nil
}

func (s *server) stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// cpu is the time that the server's threads have spent on a CPU. It reads the scheduler's nanoseconds; the
// ticks of /proc/PID/stat are too coarse for a run of a second.
func (s *server) cpu() (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, t := range tasks {
		b, err := os.ReadFile(t)
		if err != nil {
			continue // a thread that ended meanwhile
		}
		n, err := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n)
	}
	return sum, nil
}

// rss is the server's resident anonymous memory, which is what its connections cost it.
func (s *server) rss() (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "RssAnon:" {
			kb, err := strconv.Atoi(f[1])
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("no RssAnon in /proc/%d/status", s.cmd.Process.Pid)
}

// load runs the load against s and measures the window between its "begin" and its "end".
func (b binaries) load(s *server, mode string, args ...string) (result, error) {
	cmd := exec.Command("taskset", append([]string{"-c", loadCPU, b["load"], mode, s.port}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return result{}, err
	}
	if err := cmd.Start(); err != nil {
		return result{}, err
	}
	defer cmd.Wait()
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "begin" {
		return result{}, fmt.Errorf("the load did not begin")
	}
	before, err := s.cpu()
	if err != nil {
		return result{}, err
	}
	if !lines.Scan() {
		return result{}, fmt.Errorf("the load did not end")
	}
	after, err := s.cpu()
	if err != nil {
		return result{}, err
	}
	var requests, ns, p50, p99 int64
	if _, err := fmt.Sscanf(lines.Text(), "end %d %d %d %d", &requests, &ns, &p50, &p99); err != nil {
		return result{}, fmt.Errorf("the load said %q: %w", lines.Text(), err)
	}
	if requests == 0 {
		return result{}, fmt.Errorf("the load had no answer")
	}
	return result{
		Requests: float64(requests) / time.Duration(ns).Seconds(),
		CPU:      (after - before) / time.Duration(requests),
		P50:      time.Duration(p50), P99: time.Duration(p99),
	}, nil
}
