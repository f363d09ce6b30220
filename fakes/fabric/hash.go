package fabric

import "encoding/binary"

const (
	fnvOffset = 0xcbf29ce484222325
	fnvPrime  = 0x100000001b3
)

// A digest is FNV-1a over 64-bit words, with the high half folded down so that it is not lost.
type digest uint64

func (d *digest) word(w uint64) {
	h := (uint64(*d) ^ w) * fnvPrime
	*d = digest(h ^ h>>32)
}

// bytes adds p and its length.
func (d *digest) bytes(p []byte) {
	h := uint64(*d)
	n := len(p)
	for len(p) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(p)) * fnvPrime
		h ^= h >> 32
		p = p[8:]
	}
	last := uint64(n) << 56
	for i, b := range p {
		last |= uint64(b) << (8 * i)
	}
	*d = digest(h)
	d.word(last)
}

func hashString(s string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}
