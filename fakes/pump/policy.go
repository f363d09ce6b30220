package pump

import (
	"fmt"
	"strings"
)

// A Policy says how many bytes arrive next, at least one and at most all, of the writes that are under way;
// their lengths are lent. The first may have arrived in part.
type Policy func(writes []int) int

// AsWritten has each write arrive for itself.
func AsWritten(writes []int) int { return writes[0] }

// Together has all that is under way arrive at once.
func Together(writes []int) int { return total(writes) }

// ByteByByte has every byte arrive for itself.
func ByteByByte(writes []int) int { return 1 }

func total(writes []int) int {
	n := 0
	for _, w := range writes {
		n += w
	}
	return n
}

// everyMax is how many runs Every makes at the most: enough for 15 bytes that are under way together.
const everyMax = 1 << 14

// Every runs body with every fragmentation that its conversation can meet, beginning with the largest
// pieces, and returns how many there were. Each run must say and ask the same until its fragmentation
// differs. Conversations that can meet more than everyMax panic: bytes that arrive together double them
// each.
//
//	pump.Every(func(f *pump.Fragmentation) {
//		p := pump.Connect(server(), client(), pump.Config{Policy: f.Next})
//		p.Flush()
//		if … { t.Errorf("with the pieces %v: …", f) }
//	})
func Every(body func(f *Fragmentation)) int {
	f := &Fragmentation{}
	for runs := 1; ; runs++ {
		f.made = 0
		body(f)
		if !f.advance() {
			return runs
		}
		if runs == everyMax {
			panic(fmt.Sprintf("pump: more than everyMax (%d) fragmentations: shorten the conversation", everyMax))
		}
	}
}

// A Fragmentation is the pieces of one run of Every.
type Fragmentation struct {
	pieces []piece
	made   int // of them, in this run
}

// A piece is n bytes of those that were under way.
type piece struct{ n, of int }

// Next is a Policy.
func (f *Fragmentation) Next(writes []int) int {
	of := total(writes)
	if f.made == len(f.pieces) {
		f.pieces = append(f.pieces, piece{of, of})
	}
	p := f.pieces[f.made]
	if p.of != of {
		panic(fmt.Sprintf("pump: %d bytes are under way where %d were in the run before: the conversation is not the same every time", of, p.of))
	}
	f.made++
	return p.n
}

// advance turns to the next fragmentation, if there is one.
func (f *Fragmentation) advance() bool {
	f.pieces = f.pieces[:f.made]
	for len(f.pieces) > 0 {
		last := &f.pieces[len(f.pieces)-1]
		if last.n > 1 {
			last.n--
			return true
		}
		f.pieces = f.pieces[:len(f.pieces)-1]
	}
	return false
}

// String is the pieces in order: "2/5 3/3" is 2 of 5 bytes, then 3 of 3.
func (f *Fragmentation) String() string {
	pieces := make([]string, f.made)
	for i, p := range f.pieces[:f.made] {
		pieces[i] = fmt.Sprintf("%d/%d", p.n, p.of)
	}
	return strings.Join(pieces, " ")
}
