package framing

import (
	"bytes"
	"testing"
)

func TestLentBytesAreSeenInPlaceAndKeptAsACopy(t *testing.T) {
	var b Buffer
	lent := []byte("abcdef")
	b.Lend(lent)
	if w := b.Window(); &w[0] != &lent[0] {
		t.Fatal("a chunk was copied before there was need")
	}
	b.Consume(2)
	b.Keep()
	copy(lent, "######")
	if got := string(b.Window()); got != "cdef" {
		t.Fatalf("what was kept changed with the lender's memory: %q", got)
	}
}

func TestAppendNeverWritesIntoLentMemory(t *testing.T) {
	var b Buffer
	memory := []byte("abcdef")
	b.Lend(memory[:3])
	first := b.Window()
	b.Append([]byte("123"))
	if string(memory) != "abcdef" || string(first) != "abc" {
		t.Fatalf("the lender's bytes or an earlier window changed: %q %q", memory, first)
	}
	if got := string(b.Window()); got != "abc123" {
		t.Fatalf("the window is %q", got)
	}
}

func TestAppendLeavesEarlierWindowsAlone(t *testing.T) {
	var b Buffer
	b.Lend([]byte("ab"))
	b.Keep()
	view := b.Window()
	b.Consume(2) // as if view were being delivered
	for range 100 {
		b.Append([]byte("zz"))
	}
	if string(view) != "ab" {
		t.Fatalf("a frame changed while it was delivered: %q", view)
	}
}

func TestUnread(t *testing.T) {
	var b Buffer
	b.Lend([]byte("abcdef"))
	w := b.Window()
	b.Consume(4)
	b.Unread(w[2:4])
	if got := b.Window(); string(got) != "cdef" || &got[0] != &w[2] {
		t.Fatalf("the end of what was consumed is put back in place: %q", got)
	}
	b.Unread([]byte("new "))
	if got := string(b.Window()); got != "new cdef" {
		t.Fatalf("anything else is put before the rest: %q", got)
	}
}

func TestAnEmptyBufferHoldsNoMemory(t *testing.T) {
	var b Buffer
	b.Lend([]byte("abc"))
	b.Keep()
	b.Append(make([]byte, 1000))
	b.Consume(1003)
	b.Keep()
	if cap(b.b) != 0 {
		t.Fatalf("%d bytes are held", cap(b.b))
	}
}

func TestConsumingTooMuchPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("nothing was said")
		}
	}()
	var b Buffer
	b.Lend([]byte("abc"))
	b.Consume(4)
}

// Bytes that move are those of a window whose first byte is elsewhere than before.
func TestCopyingIsLinear(t *testing.T) {
	const total = 1 << 18
	for _, c := range []struct{ chunk, frame int }{{1, 1 << 17}, {7, 1000}, {1000, 7}, {4096, 3}, {1, 1}} {
		var b Buffer
		moved, chunk := 0, make([]byte, c.chunk)
		for fed := 0; fed < total; fed += c.chunk {
			before := b.Window()
			b.Lend(chunk)
			if w := b.Window(); len(before) > 0 && &w[0] != &before[0] {
				moved += len(before)
			}
			for b.Len() >= c.frame {
				b.Consume(c.frame)
			}
			before = b.Window()
			b.Keep()
			if w := b.Window(); len(w) > 0 && &w[0] != &before[0] {
				moved += len(w)
			}
		}
		if moved > 3*total {
			t.Errorf("%d bytes in chunks of %d and frames of %d moved %d bytes", total, c.chunk, c.frame, moved)
		}
	}
}

func FuzzBuffer(f *testing.F) {
	f.Add([]byte("\x00abc\x01\x02\x03\x04xyz"))
	f.Fuzz(func(t *testing.T, script []byte) {
		var b Buffer
		var model []byte
		for i := 0; i+1 < len(script); i += 2 {
			n := int(script[i+1])
			p := bytes.Repeat(script[i+1:i+2], n%97)
			switch script[i] % 6 {
			case 0:
				b.Lend(p)
				model = append(model, p...)
			case 1:
				b.Append(p)
				model = append(model, p...)
			case 2:
				n = min(n, b.Len())
				b.Consume(n)
				model = model[n:]
			case 3:
				b.Unread(p)
				model = append(bytes.Clone(p), model...)
			case 4:
				b.Keep()
			case 5:
				w, n := b.Window(), min(n, b.Len())
				b.Consume(n)
				b.Unread(w[n/2 : n])
				model = append(bytes.Clone(model[n/2:n]), model[n:]...)
			}
			if !bytes.Equal(b.Window(), model) {
				t.Fatalf("step %d: the window is %q, want %q", i, b.Window(), model)
			}
		}
	})
}
