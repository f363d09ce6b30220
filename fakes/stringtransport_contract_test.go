package fakes

import (
	"math/rand/v2"
	"testing"

	"ravel/core"
	"ravel/core/contract"
)

// Conversations at random, thousands of them, each under Watch: the StringTransport keeps the contract in
// every order of calls and steps.
func TestStringTransportKeepsTheContract(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		s, p := NewStringTransport(StringConfig{HighWater: 3, OutboxMax: 20}), &halfTeller{}
		watched := contract.Watch(p, func(v contract.Violation) { t.Errorf("seed %d: %v after %q", seed, v, p.log) })
		act := func() { protocolActs(r, p.Transport) }
		p.onMade = func(core.Transport) { act() }
		p.onData = func(string) { act() }
		p.onPause, p.onResume, p.onLost = act, act, act
		ended := false
		s.Connect(watched)
		for range r.IntN(30) {
			switch r.IntN(8) {
			case 0, 1:
				if !ended {
					s.Feed("abc"[:r.IntN(4)])
				}
			case 2:
				if !ended && r.IntN(4) == 0 {
					ended = true
					s.FeedEOF()
				}
			case 3:
				s.Hold(r.IntN(2) == 0)
			case 4:
				s.Drain(r.IntN(5))
			case 5:
				act()
			case 6:
				s.Turn()
			case 7:
				if r.IntN(10) == 0 {
					s.Lose(core.ErrConnectionLost)
				}
			}
		}
		s.AbortConnection()
		s.Turn()
		contract.Finish(watched)
	}
}

// protocolActs is one thing that a protocol can do.
func protocolActs(r *rand.Rand, t core.Transport) {
	switch r.IntN(14) {
	case 0, 1, 2:
		t.Write([]byte("wxyz"[:r.IntN(5)]))
	case 3:
		t.WriteSequence([][]byte{[]byte("a"), nil, []byte("bc")})
	case 4:
		t.(core.ReadPauser).PauseReading()
	case 5, 6:
		t.(core.ReadPauser).ResumeReading()
	case 7:
		t.(core.Consumer).RegisterPush(&teller{})
	case 8:
		t.(core.Consumer).RegisterPull(&teller{})
	case 9, 10:
		t.(core.Consumer).UnregisterProducer()
	case 11:
		if r.IntN(3) == 0 {
			t.(core.HalfCloser).LoseWriteConnection()
		}
	case 12:
		if r.IntN(3) == 0 {
			t.LoseConnection()
		}
	case 13:
		if r.IntN(10) == 0 {
			t.AbortConnection()
		}
	}
}
