package datagram

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"ravel/core/port"
)

// The outbox does what a plain queue of copies does, through growth, chunks and turns of the queue.
func TestOutboxIsAQueue(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		var o outbox
		var model []string
		pushed := 0
		for step := range 2000 {
			switch k := r.IntN(10); {
			case k < 5:
				p := fmt.Appendf(nil, "%d-%s", pushed, make([]byte, r.IntN(1+r.IntN(4000))))
				to := port.Addr{Path: fmt.Sprint(pushed)}
				o.push(p, to)
				model = append(model, string(p)+"|"+to.Path)
				clear(p) // p was borrowed
				pushed++
			case k < 8:
				n := min(r.IntN(4), o.len())
				o.drop(n)
				model = model[n:]
			case len(model) > 0:
				o.rotate()
				model = append(model[1:], model[0])
			}
			if r.IntN(100) == 0 {
				o.drop(o.len())
				model = nil
			}
			ps, tos := o.front(o.len() + 1)
			bytes := 0
			for i, p := range ps {
				bytes += len(p)
				if i >= len(model) || string(p)+"|"+tos[i].Path != model[i] {
					t.Fatalf("seed %d, step %d: datagram %d of %d is %.20q", seed, step, i, len(model), p)
				}
			}
			if len(ps) != len(model) || o.bytes != bytes {
				t.Fatalf("seed %d, step %d: %d datagrams of %d bytes, want %d; counted %d", seed, step, len(ps), bytes, len(model), o.bytes)
			}
		}
	}
}

func TestOutboxKeepsOneChunkWhileEmpty(t *testing.T) {
	var o outbox
	o.push(make([]byte, 3*chunkSize), port.Addr{})
	o.drop(1)
	if cap(o.chunk) > chunkSize {
		t.Fatalf("an empty outbox keeps %d bytes", cap(o.chunk))
	}
	p := make([]byte, 100)
	o.push(p, port.Addr{})
	o.drop(1)
	if n := testing.AllocsPerRun(100, func() {
		o.push(p, port.Addr{})
		o.push(p, port.Addr{})
		o.drop(2)
	}); n != 0 {
		t.Fatalf("pushing to an outbox that was as full before allocates %v times", n)
	}
}
