package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// pinging is a pinger on one host and a mirror on another, and what the pinger told.
func pinging(t *testing.T, links fabric.Link) (n *fakes.Network, told *[]string) {
	t.Helper()
	n = fakes.NewNetwork(fakes.NetworkConfig{Seed: 1, Links: links})
	here, there := n.Host("here", "10.0.0.1"), n.Host("there", "10.0.0.2")
	m, err := there.ListenUDP("10.0.0.2:7", &mirror{})
	if err != nil {
		t.Fatal(err)
	}
	told = new([]string)
	tell := func(format string, args ...any) { *told = append(*told, fmt.Sprintf(format, args...)) }
	_, err = here.ListenUDP("10.0.0.1:0", &pinger{
		clock: here, to: m.LocalAddr().(core.Addr),
		back: func(n uint32, took time.Duration) { tell("%d after %v", n, took) },
		lost: func(n uint32) { tell("%d lost", n) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, told
}

func TestPingsComeBackAfterTwiceTheLatency(t *testing.T) {
	n, told := pinging(t, fabric.Link{Latency: fabric.Uniform(3*time.Millisecond, 3*time.Millisecond)})
	if err := n.Run(2500 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 after 6ms", "2 after 6ms", "3 after 6ms"}; !slices.Equal(*told, want) {
		t.Errorf("told %q, want %q", *told, want)
	}
}

func TestWhatIsCutOffIsLostAndThenComesBackAgain(t *testing.T) {
	n, told := pinging(t, fabric.Link{})
	n.Run(500 * time.Millisecond)
	n.Fabric.Cut("here", "there")
	n.Run(2 * time.Second)
	n.Fabric.Heal()
	n.Run(time.Second)
	if want := []string{"1 after 0s", "2 lost", "3 lost", "4 after 0s"}; !slices.Equal(*told, want) {
		t.Errorf("told %q, want %q", *told, want)
	}
}

func TestEveryPingIsEitherBackOrLostAndNeverTwice(t *testing.T) {
	const pings = 100
	n, told := pinging(t, fabric.Link{LossPPM: 200_000, DuplicatePPM: 200_000})
	n.Run(pings*every - every/2) // and the last one is back, or still waited for
	lost := 0
	for i, line := range *told {
		var seq int
		var what string
		if _, err := fmt.Sscan(line, &seq, &what); err != nil || seq != i+1 {
			t.Fatalf("line %d is %q (%v): want one line a ping, in order", i+1, line, err)
		}
		if what == "lost" {
			lost++
		}
	}
	if len(*told) < pings-1 || lost == 0 || lost > pings/2 {
		t.Errorf("%d of %d pings lost; a third is to be expected", lost, len(*told))
	}
}
