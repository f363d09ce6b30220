package tls

import "testing"

// records are three records of 3, 0 and 300 bytes, with zeros and what looks like headers in their bodies.
func records() []byte {
	p := []byte{23, 3, 3, 0, 3, 22, 3, 3, 22, 3, 3, 0, 0, 23, 3, 3, 1, 44}
	return append(p, make([]byte, 300)...)
}

func TestRecordsAreCountedAsTheyBecomeWhole(t *testing.T) {
	all := records()
	ends := map[int]int{8: 1, 13: 2, len(all): 3} // bytes that have passed, records that are whole then
	for size := 1; size <= len(all); size++ {
		var f framing
		want := 0
		for at := 0; at < len(all); {
			n := min(size, len(all)-at)
			f.pass(all[at : at+n])
			for end, whole := range ends {
				if end > at && end <= at+n {
					want = max(want, whole)
				}
			}
			if at += n; f.whole != want {
				t.Fatalf("in pieces of %d: %d whole records behind byte %d, want %d", size, f.whole, at, want)
			}
		}
	}
}

func TestWhatWasReadIsNotLeft(t *testing.T) {
	var f framing
	f.pass(records())
	f.pass([]byte{23, 3}) // of a fourth
	f.read()
	if f.whole != 2 {
		t.Errorf("%d records are left of three, one of which was read", f.whole)
	}
	f.emptied()
	f.pass([]byte{3, 0, 1, 0})
	if f.whole != 1 {
		t.Errorf("%d records are left, want the one whose header came in two pieces", f.whole)
	}
}

// Whatever comes, in whatever pieces: the count is that of one who has all of it before him.
func FuzzFraming(f *testing.F) {
	f.Add(records(), uint8(3))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, uint8(1))
	f.Fuzz(func(t *testing.T, p []byte, size uint8) {
		want := 0
		for rest := p; len(rest) >= headerLen; want++ {
			n := headerLen + int(rest[3])<<8 + int(rest[4])
			if n > len(rest) {
				break
			}
			rest = rest[n:]
		}
		var got framing
		for rest := p; len(rest) > 0; {
			n := min(int(size)+1, len(rest))
			got.pass(rest[:n])
			rest = rest[n:]
		}
		if got.whole != want {
			t.Errorf("%d records of %x are whole, want %d", got.whole, p, want)
		}
	})
}
