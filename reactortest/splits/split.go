package splits

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

const (
	// EveryMax is the longest input whose every split is tried: 2^(EveryMax-1) of them.
	EveryMax = 13
	// PairsMax is the longest input of which every pair of cuts is tried. Of a longer one those are
	// tried that are at most NearMax bytes apart.
	PairsMax = 128
	NearMax  = 8
	// InputMax is the longest input.
	InputMax = 1 << 16
)

// A Split is where an input is cut: rising offsets from 1 to its length less one. Nil leaves it whole.
type Split []int

// All is the splits to try for an input of n bytes, those with fewer cuts first: every one up to EveryMax
// bytes; of longer inputs the whole, each cut, pairs of cuts, and byte by byte. More than InputMax bytes
// panic. A split is lent until the next.
func All(n int) iter.Seq[Split] {
	if n > InputMax {
		panic(fmt.Sprintf("splits: an input of %d bytes is longer than InputMax (%d)", n, InputMax))
	}
	return func(yield func(Split) bool) {
		if n <= EveryMax {
			for cuts := range max(n, 1) {
				if !combinations(make(Split, cuts), 0, 1, n, yield) {
					return
				}
			}
			return
		}
		_ = yield(nil) && singles(n, yield) && pairs(n, yield) && yield(ByteByByte(n))
	}
}

// ByteByByte is every cut of an input of n bytes.
func ByteByByte(n int) Split {
	s := make(Split, 0, max(n-1, 0))
	for at := 1; at < n; at++ {
		s = append(s, at)
	}
	return s
}

// combinations fills s from its i-th cut on with every choice of offsets from first to n-1.
func combinations(s Split, i, first, n int, yield func(Split) bool) bool {
	if i == len(s) {
		return yield(s)
	}
	for at := first; at < n; at++ {
		s[i] = at
		if !combinations(s, i+1, at+1, n, yield) {
			return false
		}
	}
	return true
}

func singles(n int, yield func(Split) bool) bool {
	for at := 1; at < n; at++ {
		if !yield(Split{at}) {
			return false
		}
	}
	return true
}

func pairs(n int, yield func(Split) bool) bool {
	apart := n
	if n > PairsMax {
		apart = NearMax
	}
	for a := 1; a < n; a++ {
		for b := a + 1; b < n && b-a <= apart; b++ {
			if !yield(Split{a, b}) {
				return false
			}
		}
	}
	return true
}

// Pieces is input cut by s.
func (s Split) Pieces(input string) []string {
	pieces := make([]string, 0, len(s)+1)
	from := 0
	for _, at := range s {
		pieces = append(pieces, input[from:at])
		from = at
	}
	return append(pieces, input[from:])
}

// shownMax is how many bytes of a piece Show shows at either end.
const shownMax = 12

// Show is the pieces of input as a message shows them: "5:he" | "llo,"; long ones shortened.
func (s Split) Show(input string) string {
	switch {
	case len(s) == 0:
		return "whole"
	case len(s) == len(input)-1 && len(input) > 2 && slices.Equal(s, ByteByByte(len(input))):
		return "byte by byte"
	}
	shown := make([]string, 0, len(s)+1)
	for _, piece := range s.Pieces(input) {
		if len(piece) <= 2*shownMax {
			shown = append(shown, fmt.Sprintf("%q", piece))
			continue
		}
		shown = append(shown, fmt.Sprintf("%q…%d bytes…%q", piece[:shownMax], len(piece)-2*shownMax, piece[len(piece)-shownMax:]))
	}
	return strings.Join(shown, " | ")
}
