package tls

import "math"

const (
	// headerLen is the length of a record's header (RFC 8446, 5.1): its type, a version and the length of the
	// rest in two bytes.
	headerLen = 5
	// uncounted is more records than can have arrived: how many are unread is not known.
	uncounted = math.MaxInt / 2
)

// A framing counts the records of a stream as they become whole. Who knows that none is left need not ask
// crypto/tls to find out: that would cost as much as a tenth of a small record.
type framing struct {
	whole int // records that have arrived, less those that were read: never less than are left
	need  int // bytes that the present record's body lacks, if its header is whole
	seen  int // bytes of its header that have come, while it is not
	size  int // its length, as far as that has come
}

// pass has p pass, which is borrowed until return. The header of a record may come in pieces.
func (f *framing) pass(p []byte) {
	for len(p) > 0 {
		if f.need > 0 {
			n := min(f.need, len(p))
			p = p[n:]
			if f.need -= n; f.need == 0 {
				f.whole++
			}
			continue
		}
		if f.seen++; f.seen >= headerLen-1 {
			f.size = f.size<<8 | int(p[0])
		}
		p = p[1:]
		if f.seen == headerLen {
			f.need = f.size
			f.seen, f.size = 0, 0
			if f.need == 0 {
				f.whole++
			}
		}
	}
}

// read says that a record was read, with bytes for the protocol; others without may have been before it.
func (f *framing) read() { f.whole-- }

// emptied says that no whole record is left.
func (f *framing) emptied() { f.whole = 0 }
