package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

type options struct {
	mode    string
	rounds  int
	warm    time.Duration
	run     time.Duration
	servers []string
	cases   []string
	json    bool
	conns   int
}

func main() {
	var o options
	var servers, cases string
	flag.StringVar(&o.mode, "mode", "echo", "echo, churn, idle, lines, udp, tls or tls-idle")
	flag.IntVar(&o.rounds, "rounds", 5, "interleaved rounds; the figures are medians")
	flag.DurationVar(&o.warm, "warm", 500*time.Millisecond, "warm-up before each measured window")
	flag.DurationVar(&o.run, "run", 2*time.Second, "length of a measured window")
	flag.StringVar(&servers, "servers", "c,ravel,net,netpoll", "the first one is the yardstick")
	flag.StringVar(&cases, "cases", "1x64,50x64,1000x64,10000x64,50x64x16,1000x64x16,50x65536", "echo: CONNECTIONSxBYTES[xPIPELINED]; udp: CLIENTS… (default "+udpCases+")")
	flag.IntVar(&o.conns, "connections", 10000, "idle and lines: how many")
	flag.BoolVar(&o.json, "json", false, "print every round's result as a JSON object a line instead of the tables")
	flag.Parse()
	if o.mode == "udp" && !isSet("cases") {
		cases = udpCases
	}
	o.servers, o.cases = strings.Split(servers, ","), strings.Split(cases, ",")
	if err := o.main(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// isSet is true of a flag that the command line has.
func isSet(name string) (set bool) {
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

func (o *options) main(w io.Writer) error {
	dir, err := os.MkdirTemp("", "ravel-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	switch o.mode {
	case "lines":
		o.servers = []string{"lines"}
	case "tls", "tls-idle":
		o.servers = []string{"tls"}
	case "udp":
		o.servers = withUDP(o.servers)
	}
	b, err := build(dir, o.mode, o.servers)
	if err != nil {
		return err
	}
	if _, err := exec.LookPath("taskset"); err != nil {
		return err
	}
	switch o.mode {
	case "echo":
		return o.matrix(w, b, o.cases, func(s *server, name string) (result, error) {
			args, err := echoArgs(name)
			if err != nil {
				return result{}, err
			}
			return b.load(s, "echo", append(args, o.milliseconds()...)...)
		})
	case "churn":
		return o.matrix(w, b, []string{"50 at once"}, func(s *server, _ string) (result, error) {
			return b.load(s, "churn", append([]string{"50", "64"}, o.milliseconds()...)...)
		})
	case "idle":
		return o.idle(w, func(name string) (*server, error) { return startServer(b[name], true, o.argsOf(name)...) },
			func(port string) []string { return []string{b["load"], "idle", port, strconv.Itoa(o.conns)} })
	case "lines":
		return o.lines(w, b)
	case "udp":
		return o.udp(w, b)
	case "tls":
		return o.tls(w, b, dir)
	case "tls-idle":
		return o.tlsIdle(w, b, dir)
	}
	return fmt.Errorf("unknown mode %q: echo, churn, idle, lines, udp, tls or tls-idle", o.mode)
}

func (o *options) milliseconds() []string {
	return []string{strconv.FormatInt(o.warm.Milliseconds(), 10), strconv.FormatInt(o.run.Milliseconds(), 10)}
}

// echoArgs reads "50x64" or "50x64x16": connections, bytes, and messages under way.
func echoArgs(name string) ([]string, error) {
	args := strings.Split(name, "x")
	if len(args) == 2 {
		args = append(args, "1")
	}
	for _, a := range args {
		if n, err := strconv.Atoi(a); err != nil || n < 1 || len(args) != 3 {
			return nil, fmt.Errorf("case %q is not CONNECTIONSxBYTES[xPIPELINED]", name)
		}
	}
	return args, nil
}

// matrix runs every server under every case, round after round, and prints ratios to the first server.
func (o *options) matrix(w io.Writer, b binaries, cases []string, measure func(*server, string) (result, error)) error {
	results := map[string][]result{}
	for round := range o.rounds {
		for _, c := range cases {
			for i := range o.servers {
				name := o.servers[(i+round)%len(o.servers)] // nobody always runs first
				s, err := startServer(b[name], true, o.argsOf(name)...)
				if err != nil {
					return err
				}
				r, err := measure(s, c)
				s.stop()
				if err != nil {
					return fmt.Errorf("%s, %s: %w", name, c, err)
				}
				results[name+" "+c] = append(results[name+" "+c], r)
				if o.json {
					json.NewEncoder(w).Encode(struct {
						Server, Case string
						Round        int
						result
					}{name, c, round, r})
				} else {
					fmt.Fprintf(os.Stderr, "round %d  %-8s %-12s %9.0f requests/s  %7v CPU a request  p50 %v  p99 %v\n",
						round+1, name, c, r.Requests, r.CPU, r.P50, r.P99)
				}
			}
		}
	}
	if o.json {
		return nil
	}
	o.tables(w, cases, results)
	return nil
}

// tables are the two that count.
func (o *options) tables(w io.Writer, cases []string, results map[string][]result) {
	o.table(w, "Server CPU a request, "+o.servers[0]+" = 1.00", cases, results, func(r result) float64 { return float64(r.CPU) },
		func(v float64) string { return time.Duration(v).String() })
	o.table(w, "Requests a second, "+o.servers[0]+" = 1.00", cases, results, func(r result) float64 { return r.Requests },
		func(v float64) string { return fmt.Sprintf("%.0f", v) })
}

// table prints each server's median ratio to the first one within the same round, with the spread of the ratios.
func (o *options) table(w io.Writer, title string, cases []string, results map[string][]result, value func(result) float64, show func(float64) string) {
	fmt.Fprintf(w, "\n%s (median of %d rounds; in brackets lowest-highest)\n\n| server | %s |\n|---|%s\n",
		title, o.rounds, strings.Join(cases, " | "), strings.Repeat("---:|", len(cases)))
	for _, name := range o.servers {
		fmt.Fprintf(w, "| %s |", name)
		for _, c := range cases {
			var ratios, values []float64
			for i, r := range results[name+" "+c] {
				ratios = append(ratios, value(r)/value(results[o.servers[0]+" "+c][i]))
				values = append(values, value(r))
			}
			if name == o.servers[0] {
				fmt.Fprintf(w, " 1.00 (%s) |", show(median(values)))
			} else {
				fmt.Fprintf(w, " %.2f (%.2f-%.2f) |", median(ratios), slices.Min(ratios), slices.Max(ratios))
			}
		}
		fmt.Fprintln(w)
	}
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// idle measures the user memory that a connection costs while nothing happens on it. start starts a server by its
// name, and load is the command that opens o.conns connections to a port, prints "begin" and waits for its end.
func (o *options) idle(w io.Writer, start func(name string) (*server, error), load func(port string) []string) error {
	fmt.Fprintf(w, "\nUser memory (RssAnon) of an idle connection, %d connections after one echo each\n\n| server | before | growth a connection |\n|---|---:|---:|\n", o.conns)
	for _, name := range o.servers {
		var growth, base []float64
		for range o.rounds {
			g, at, err := o.idleOnce(start, load, name)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			growth, base = append(growth, g), append(base, at)
		}
		fmt.Fprintf(w, "| %s | %.1f MiB | %.0f B |\n", name, median(base)/(1<<20), median(growth))
	}
	return nil
}

func (o *options) idleOnce(start func(string) (*server, error), command func(string) []string, name string) (growth, base float64, err error) {
	s, err := start(name)
	if err != nil {
		return 0, 0, err
	}
	defer s.stop()
	before, err := s.rss()
	if err != nil {
		return 0, 0, err
	}
	load := exec.Command("taskset", append([]string{"-c", loadCPU}, command(s.port)...)...)
	load.Stderr = os.Stderr
	in, err := load.StdinPipe()
	if err != nil {
		return 0, 0, err
	}
	out, err := load.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	if err := load.Start(); err != nil {
		return 0, 0, err
	}
	defer load.Wait()
	defer in.Close()
	if _, err := io.ReadFull(out, make([]byte, len("begin\n"))); err != nil {
		return 0, 0, fmt.Errorf("the load did not begin: %w", err)
	}
	after, err := s.rss()
	return float64(after-before) / float64(o.conns), float64(before), err
}
