package pump

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
)

// A rambler does things at random, so many of them, and remembers what it wrote.
type rambler struct {
	*side
	r    *rand.Rand
	left int
	said []byte
}

func (w *rambler) act() {
	if w.left == 0 {
		return
	}
	w.left--
	t := w.Transport
	switch w.r.IntN(12) {
	case 0, 1, 2, 3, 4, 5:
		p := make([]byte, w.r.IntN(6))
		for i := range p {
			p[i] = byte('a' + len(w.said) + i)
		}
		if n, _ := t.Write(p); n > 0 {
			w.said = append(w.said, p...)
		}
	case 6:
		t.(core.ReadPauser).PauseReading()
	case 7, 8:
		t.(core.ReadPauser).ResumeReading()
	case 9:
		if w.r.IntN(4) == 0 {
			t.(core.HalfCloser).LoseWriteConnection()
		}
	case 10:
		if w.r.IntN(4) == 0 {
			t.LoseConnection()
		}
	case 11:
		if w.r.IntN(8) == 0 {
			t.AbortConnection()
		}
	}
}

// Conversations at random, each under Watch: nobody is told anything that the contract forbids, the pump
// comes to rest, and what arrives is what was written, in order, with nothing missing before its end.
func TestPumpKeepsTheContract(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 2))
		s, c, log := pair()
		var watched []any
		both := []*rambler{{side: s, r: r, left: 20}, {side: c, r: r, left: 20}}
		var ends []core.Protocol
		for _, w := range both {
			w.onMade = func(core.Transport) { w.act() }
			w.onData = func(string) { w.act(); w.act() }
			w.onEOF = w.act
			var p core.Protocol = w.side
			if r.IntN(2) == 0 {
				p = aware{w.side}
			}
			end := contract.Watch(p, func(v contract.Violation) { t.Errorf("seed %d: %v after %q", seed, v, *log) })
			ends, watched = append(ends, end), append(watched, end)
		}
		p := Connect(ends[0], ends[1], Config{
			Policy: func(writes []int) int { return 1 + r.IntN(total(writes)) },
			Client: fakes.StringConfig{HighWater: 4},
		})
		for range 40 {
			both[r.IntN(2)].act()
			p.Step()
		}
		p.Flush()
		for i, w := range both {
			if got := both[1-i].got.Bytes(); !bytes.HasPrefix(w.said, got) {
				t.Errorf("seed %d: %q arrived of %q", seed, got, w.said)
			}
		}
		p.Server.AbortConnection()
		p.Client.AbortConnection()
		p.Flush()
		contract.Finish(watched...)
	}
}
