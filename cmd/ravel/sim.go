package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"time"

	"ravel/reactortest/sim"
)

type simOptions struct {
	seeds uint64
	seed  uint64
	json  bool
}

// A record is one seed's line of --json. All but WallNS follow from the seed.
type record struct {
	Seed     uint64   `json:"seed"`
	Hash     string   `json:"hash"`
	Events   uint64   `json:"events"`
	Chunks   uint64   `json:"chunks"`
	SimNS    int64    `json:"sim_ns"`
	WallNS   int64    `json:"wall_ns"`
	Failures []string `json:"failures,omitempty"`
}

func (o *simOptions) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("sim", flag.ContinueOnError)
	fs.Uint64Var(&o.seeds, "seeds", 100, "N|how many seeds to run, one after another")
	fs.Uint64Var(&o.seed, "seed", 1, "N|the first of them")
	fs.BoolVar(&o.json, "json", false, "one JSON object a seed: seed, hash, events, chunks, sim_ns, wall_ns, failures if any")
	return fs
}

func runSim(args []string, stdout, stderr io.Writer) error {
	var o simOptions
	fs := o.flags()
	names, err := parse(fs, args, stdout, func() string { return simHelp(fs) })
	switch {
	case err != nil:
		return err
	case len(names) == 0:
		return usagef("no protocol named; there are %s", strings.Join(serviceNames(), ", "))
	case len(names) > 1:
		return usagef("unexpected argument %q", names[1])
	case o.seeds == 0:
		return usagef("--seeds 0: there is nothing to run")
	case o.seed > math.MaxUint64-o.seeds:
		return usagef("--seed %d --seeds %d: the last seed does not fit in 64 bits", o.seed, o.seeds)
	}
	s, err := findService(names[0])
	if err != nil {
		return err
	}
	return o.run(s, stdout, stderr)
}

// run runs the seeds on as many goroutines as there are processors, and reports them in order.
func (o *simOptions) run(s service, stdout, stderr io.Writer) error {
	bar := newProgress(stderr, int(o.seeds))
	out := json.NewEncoder(stdout)
	var sum record
	failed, began := 0, time.Now()
	for r := range o.records(s.world(s.stream)) {
		if len(r.Failures) > 0 {
			failed++
		}
		sum.Events, sum.Chunks, sum.SimNS, sum.WallNS = sum.Events+r.Events, sum.Chunks+r.Chunks, sum.SimNS+r.SimNS, sum.WallNS+r.WallNS
		switch {
		case o.json:
			bar.clear()
			if err := out.Encode(r); err != nil {
				return err
			}
		case len(r.Failures) > 0 || o.seeds <= listedMax:
			bar.clear()
			r.list(stdout, s.name)
		}
		bar.at(int(r.Seed-o.seed+1), failed)
	}
	bar.clear()
	if !o.json {
		o.summary(stdout, s.name, sum, failed, time.Since(began))
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d seeds failed", failed, o.seeds)
	}
	return nil
}

// list prints r for people, and how to see it again if it failed.
func (r record) list(w io.Writer, name string) {
	fmt.Fprintf(w, "seed %d  hash %s  %d events  %d chunks  %v\n", r.Seed, r.Hash, r.Events, r.Chunks, time.Duration(r.SimNS))
	for _, f := range r.Failures {
		fmt.Fprintf(w, "  failed: %s\n", f)
	}
	if len(r.Failures) > 0 {
		fmt.Fprintf(w, "  again:  ravel sim %s --seeds 1 --seed %d\n", name, r.Seed)
	}
}

// listedMax is how many seeds are listed one by one on a terminal or in a file; more are summed up.
const listedMax = 200

func (o *simOptions) summary(w io.Writer, name string, sum record, failed int, wall time.Duration) {
	simulated := time.Duration(sum.SimNS)
	fmt.Fprintf(w, "%s: %d runs, %d events, %d chunks delivered\n", name, o.seeds, sum.Events, sum.Chunks)
	fmt.Fprintf(w, "%v simulated in %v: %.0f times as fast as real time\n", simulated.Round(time.Millisecond), wall.Round(time.Millisecond), simulated.Seconds()/wall.Seconds())
	fmt.Fprintf(w, "%d failures\n", failed)
}

// records runs the seeds, several at a time, and yields their records in order.
func (o *simOptions) records(build func(w *sim.World)) func(yield func(record) bool) {
	return func(yield func(record) bool) {
		workers := runtime.GOMAXPROCS(0)
		slots := make([]chan record, workers)
		stop := make(chan struct{})
		defer close(stop)
		for i := range slots {
			slots[i] = make(chan record, 1)
			go func() {
				for n := uint64(i); n < o.seeds; n += uint64(workers) {
					select {
					case slots[i] <- runOne(o.seed+n, build):
					case <-stop:
						return
					}
				}
			}()
		}
		for n := range o.seeds {
			if !yield(<-slots[n%uint64(workers)]) {
				return
			}
		}
	}
}

func runOne(seed uint64, build func(w *sim.World)) record {
	began := time.Now()
	r := sim.Run(seed, build)
	return record{
		Seed: seed, Hash: fmt.Sprintf("%016x", r.Hash), Events: r.Events, Chunks: r.Chunks,
		SimNS: int64(r.Simulated), WallNS: int64(time.Since(began)), Failures: r.Failures,
	}
}

func simHelp(fs *flag.FlagSet) string {
	var b strings.Builder
	b.WriteString(`ravel sim NAME --seeds N

Runs a protocol in simulation: the server that "ravel serve NAME" would run and clients that know what to
expect of it, each on a host of its own, over a network that delays, cuts and joins what they send. Each seed
is another run. The same seed is the same run, event for event, in every process: its hash says so.

  ravel sim chat --seeds 200 --seed 7       # 200 runs, seeds 7 to 206
  ravel sim chat --seeds 1 --seed 17        # that one again
  ravel sim chat --json                     # for programs

The exit code is 0 if every run passed and 1 if one failed.

Protocols:
`)
	for _, s := range services() {
		fmt.Fprintf(&b, "  %-10s %s\n", s.name, s.about)
	}
	b.WriteString(helpFlags(fs, "Flags", "seeds", "seed", "json"))
	return b.String()
}
