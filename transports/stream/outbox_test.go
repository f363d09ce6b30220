package stream

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// whole is what waits, put together.
func (o *outbox) whole() []byte {
	var all []byte
	for c := o.head; c != nil; c = c.next {
		all = append(all, c.unsent()...)
	}
	return all
}

func TestOutboxKeepsBytesInOrder(t *testing.T) {
	var pl pool
	var o outbox
	var model []byte
	random := rand.New(rand.NewPCG(1, 2))
	sizes := []int{1, 3, 64, smallBytes, chunkBytes - 1, chunkBytes, chunkBytes + 1, bigMin - 1, bigMin, 3 * bigMin}
	for step := range 5000 {
		if len(model) < 10*bigMin && random.IntN(2) == 0 {
			p := bytes.Repeat([]byte{byte(step)}, sizes[random.IntN(len(sizes))])
			o.add(&pl, p)
			model = append(model, p...)
			clear(p) // it was borrowed
		} else if len(model) > 0 {
			n := 1 + random.IntN(len(model))
			o.advance(&pl, n)
			model = model[n:]
		}
		if o.n != len(model) {
			t.Fatalf("step %d: %d bytes wait, want %d", step, o.n, len(model))
		}
		if !bytes.Equal(o.whole(), model) {
			t.Fatalf("step %d: the bytes that wait are not those that were written", step)
		}
		if o.n == 0 && (o.head != nil || o.tail != nil) {
			t.Fatalf("step %d: an empty outbox holds a chunk", step)
		}
	}
}

func TestOutboxSlicesStopAtCapacity(t *testing.T) {
	var pl pool
	var o outbox
	for range 3 {
		o.add(&pl, make([]byte, chunkBytes))
	}
	if vec := o.slices(make([][]byte, 0, 2)); len(vec) != 2 || o.allIn(vec) {
		t.Errorf("two slices have room: got %d, allIn %v", len(vec), o.allIn(vec))
	}
	if vec := o.slices(make([][]byte, 0, 4)); len(vec) != 3 || !o.allIn(vec) {
		t.Errorf("all three have room: got %d, allIn %v", len(vec), o.allIn(vec))
	}
	o.drop(&pl)
	if o.n != 0 || o.head != nil || o.tail != nil {
		t.Error("a dropped outbox is empty")
	}
}
