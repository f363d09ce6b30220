package splits

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func shown(input string) []string {
	var all []string
	for s := range All(len(input)) {
		all = append(all, s.Show(input))
	}
	return all
}

func TestAllOfAShortInputIsEverySplit(t *testing.T) {
	want := []string{"whole",
		`"a" | "bcd"`, `"ab" | "cd"`, `"abc" | "d"`,
		`"a" | "b" | "cd"`, `"a" | "bc" | "d"`, `"ab" | "c" | "d"`,
		"byte by byte"}
	if got := shown("abcd"); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for n, want := range map[int]int{0: 1, 1: 1, 2: 2, EveryMax: 1 << (EveryMax - 1)} {
		seen := make(map[string]bool)
		for s := range All(n) {
			seen[fmt.Sprint([]int(s))] = true
		}
		if len(seen) != want {
			t.Errorf("%d bytes have %d splits, want %d", n, len(seen), want)
		}
	}
}

func TestAllOfALongInputIsSinglesPairsAndBytes(t *testing.T) {
	for n, pairs := range map[int]int{
		EveryMax + 1: EveryMax * (EveryMax - 1) / 2,
		PairsMax:     (PairsMax - 1) * (PairsMax - 2) / 2,
		PairsMax + 1: (PairsMax-NearMax)*NearMax + NearMax*(NearMax-1)/2,
	} {
		count := make(map[int]int)
		for s := range All(n) {
			count[len(s)]++
			if !slices.IsSorted(s) {
				t.Fatalf("%v is not rising", s)
			}
		}
		if count[0] != 1 || count[1] != n-1 || count[2] != pairs || count[n-1] != 1 || len(count) != 4 {
			t.Errorf("%d bytes have, by number of cuts, %v; want 1, %d, %d pairs and 1", n, count, n-1, pairs)
		}
	}
}

func TestAllStopsWhenAsked(t *testing.T) {
	for _, n := range []int{4, 40} {
		for stop := 1; stop < 7; stop++ {
			tried := 0
			for range All(n) {
				if tried++; tried == stop {
					break
				}
			}
			if tried != stop {
				t.Errorf("tried %d of %d bytes, want %d", tried, n, stop)
			}
		}
	}
}

func TestAllRefusesWhatIsTooLong(t *testing.T) {
	defer func() {
		if v := fmt.Sprint(recover()); !strings.Contains(v, "InputMax") {
			t.Errorf("panicked with %q, want the name of the limit", v)
		}
	}()
	All(InputMax + 1)
}

func TestShowShortensLongPieces(t *testing.T) {
	got := Split{1}.Show("x" + strings.Repeat("y", 100))
	if want := `"x" | "yyyyyyyyyyyy"…76 bytes…"yyyyyyyyyyyy"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
