package script

import (
	"testing"

	"ravel/core"
)

// splitMax is the longest input for EverySplit: 2^15 ways to cut it.
const splitMax = 16

// EverySplit calls f with each of the 2^(n-1) ways to cut input into chunks of at least one byte.
func EverySplit(t testing.TB, input string, f func(chunks [][]byte)) {
	t.Helper()
	if len(input) == 0 || len(input) > splitMax {
		t.Fatalf("script: cannot try every split of %d bytes, only of 1 to %d", len(input), splitMax)
	}
	for cuts := range 1 << (len(input) - 1) {
		var chunks [][]byte
		begin := 0
		for i := 1; i <= len(input); i++ {
			if i == len(input) || cuts>>(i-1)&1 == 1 {
				chunks = append(chunks, []byte(input[begin:i]))
				begin = i
			}
		}
		f(chunks)
	}
}

// Bytes is input one byte a chunk.
func Bytes(input string) [][]byte {
	chunks := make([][]byte, len(input))
	for i := range chunks {
		chunks[i] = []byte{input[i]}
	}
	return chunks
}

// Feed lends each chunk to p for as long as DataReceived says, and then makes it unreadable.
func Feed(p core.Protocol, chunks ...[]byte) {
	for _, c := range chunks {
		lent := append([]byte(nil), c...)
		p.DataReceived(lent)
		for i := range lent {
			lent[i] = 0xdb
		}
	}
}
