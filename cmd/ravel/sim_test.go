package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"ravel/cmd/ravel/worlds"
	"ravel/core"
	"ravel/reactortest/sim"
)

// records reads what --json printed.
func records(t *testing.T, stdout string) []record {
	t.Helper()
	var rs []record
	for line := range strings.Lines(stdout) {
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		var r record
		if err := d.Decode(&r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		rs = append(rs, r)
	}
	return rs
}

func TestOtherProcessesFindTheSameHashesAndOtherSeedsOthers(t *testing.T) {
	seen := map[string]uint64{}
	var first []record
	for _, run := range []int{1, 2} {
		got := ravel(t, "sim", "chat", "--seeds", "20", "--seed", "7", "--json")
		if got.code != exitOK || got.stderr != "" {
			t.Fatalf("run %d: exit code %d, standard error %q", run, got.code, got.stderr)
		}
		rs := records(t, got.stdout)
		if len(rs) != 20 {
			t.Fatalf("run %d: %d records, want 20", run, len(rs))
		}
		if first == nil {
			first = rs
		}
		for i, r := range rs {
			if r.Seed != uint64(7+i) {
				t.Errorf("run %d: record %d is of seed %d; they come in order", run, i, r.Seed)
			}
			r.WallNS = first[i].WallNS // the one thing that does not follow from the seed
			if fmt.Sprint(r) != fmt.Sprint(first[i]) {
				t.Errorf("seed %d was %v in one process and %v in another", r.Seed, first[i], r)
			}
			if other, ok := seen[r.Hash]; ok && other != r.Seed {
				t.Errorf("seeds %d and %d have the same hash", other, r.Seed)
			}
			seen[r.Hash] = r.Seed
		}
	}
}

func TestARecordHasTheFieldsThatWerePromised(t *testing.T) {
	line := ravel(t, "sim", "echo", "--seeds", "1", "--json").stdout
	want := regexp.MustCompile(`^\{"seed":1,"hash":"[0-9a-f]{16}","events":[1-9]\d*,"chunks":[1-9]\d*,"sim_ns":[1-9]\d*,"wall_ns":[1-9]\d*\}\n$`)
	if !want.MatchString(line) {
		t.Errorf("got  %swant %s", line, want)
	}
}

func TestEveryProtocolPassesInSimulation(t *testing.T) {
	for _, name := range serviceNames() {
		got := ravel(t, "sim", name, "--seeds", "3")
		want := regexp.MustCompile(`^(seed [123]  hash [0-9a-f]{16}  \d+ events  \d+ chunks  \S+s\n){3}` + name +
			`: 3 runs, \d+ events, \d+ chunks delivered\n\S+s simulated in \S+s: \d+ times as fast as real time\n0 failures\n$`)
		if got.code != exitOK || got.stderr != "" || !want.MatchString(got.stdout) {
			t.Errorf("ravel sim %s: %+v\nwant %s", name, got, want)
		}
	}
}

// brokenInSeeds is a service whose world fails in every seed that is even.
func brokenInSeeds() service {
	return service{name: "broken", world: func(worlds.Serve) func(*sim.World) {
		return func(w *sim.World) {
			happened := false
			w.Node("node", func(r core.Reactor) {
				r.CallLater(time.Second, func() {
					if happened = true; w.Seed()%2 == 0 {
						w.Failf("seed %d is even", w.Seed())
					}
				})
			})
			w.Eventually("it happens", time.Minute, func() bool { return happened })
		}
	}}
}

func TestSeedsThatFailAreNamedWithHowToSeeThemAgain(t *testing.T) {
	var stdout, stderr bytes.Buffer
	o := simOptions{seeds: 300, seed: 6} // more than are listed when they pass
	err := o.run(brokenInSeeds(), &stdout, &stderr)
	if err == nil || err.Error() != "150 of 300 seeds failed" {
		t.Errorf("run: %v", err)
	}
	if code := report("sim", err, &stderr); code != exitFailed || stderr.String() != "ravel sim: 150 of 300 seeds failed\n" {
		t.Errorf("exit code %d, standard error %q", code, stderr.String())
	}
	lines := strings.SplitAfter(stdout.String(), "\n")
	want := regexp.MustCompile(`^seed 6  hash [0-9a-f]{16}  \d+ events  0 chunks  1s
  failed: seed 6 is even
  again:  ravel sim broken --seeds 1 --seed 6
seed 8  hash`)
	if !want.MatchString(stdout.String()) {
		t.Errorf("the output begins\n%swant %s", strings.Join(lines[:min(len(lines), 4)], ""), want)
	}
	if !strings.HasSuffix(stdout.String(), "\n150 failures\n") {
		t.Errorf("the output ends %q", lines[max(0, len(lines)-3):])
	}
}

func TestFailuresAreInTheRecords(t *testing.T) {
	var stdout, stderr bytes.Buffer
	o := simOptions{seeds: 2, seed: 1, json: true}
	if err := o.run(brokenInSeeds(), &stdout, &stderr); err == nil || stderr.Len() > 0 {
		t.Errorf("run: %v, standard error %q", err, stderr.String())
	}
	rs := records(t, stdout.String())
	if len(rs) != 2 || rs[0].Failures != nil || fmt.Sprint(rs[1].Failures) != "[seed 2 is even]" {
		t.Errorf("%+v, want a failure of seed 2 alone", rs)
	}
}

func TestAReaderThatHangsUpStopsTheRuns(t *testing.T) {
	o := simOptions{seeds: 1 << 40, seed: 1, json: true}
	if err := o.run(brokenInSeeds(), hangsUpAfter(3), &bytes.Buffer{}); err != errHungUp {
		t.Errorf("run: %v, want %v", err, errHungUp)
	}
}

// hangsUpAfter is a writer that takes n writes.
func hangsUpAfter(n int) *hangsUp { return &hangsUp{n} }

type hangsUp struct{ left int }

var errHungUp = fmt.Errorf("the reader hung up")

func (h *hangsUp) Write(p []byte) (int, error) {
	if h.left--; h.left < 0 {
		return 0, errHungUp
	}
	return len(p), nil
}
