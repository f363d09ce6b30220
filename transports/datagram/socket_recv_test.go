//go:build linux

package datagram_test

import (
	"testing"

	"ravel/core"
)

// turnsMax is in how many turns two that are full are looked for.
const turnsMax = 1000

func TestReceiveInOneTurn(t *testing.T) {
	for why, c := range map[string]struct{ size, maxPacket, queued, bound int }{
		"so many":   {4, 4, 40, 256},
		"empty too": {0, 4, 40, 256},
		"so long":   {16 << 10, 64 << 10, 8, 16}, // 256 KiB; the system's buffer holds no more than 8
	} {
		t.Run(why, func(t *testing.T) {
			// Another reactor sends one more for each that arrives, so they never end.
			r, feed := newRig(t), newRig(t)
			s, f := r.udp("S", core.DatagramConfig{MaxPacket: c.maxPacket}), feed.udp("F")
			p, n := make([]byte, c.size), 0
			send := func() { r.must("feeding", f.Transport.WriteTo(p, s.addr())) }
			s.quiet, s.received = true, func([]byte, core.Addr) { n++; send() }
			for range c.queued {
				send()
			}
			// A busy system delivers now and then behind the call that sends, and a turn ends before its bound.
			full := 0
			for range turnsMax {
				n = 0
				r.turn()
				if n == c.bound {
					full++
				}
				if n > c.bound || full == 2 {
					break
				}
			}
			want(t, "one turn delivers up to its bound, and another goes on", n, c.bound)
		})
	}
}

func TestReceiveCuts(t *testing.T) {
	r := newRig(t)
	s, c := r.udp("S", core.DatagramConfig{MaxPacket: 4}), r.udp("C")
	c.sends("abcdef", s.addr())
	c.sends("gh", s.addr())
	r.turn()
	r.wantLog("UDP-03: what is longer than MaxPacket is cut", `S "abcd"`, `S "gh"`)
}

type echo struct{ core.DatagramBase }

func (e *echo) DatagramReceived(p []byte, from core.Addr) { e.Transport.WriteTo(p, from) }

type counter struct {
	core.DatagramBase
	n int
}

func (c *counter) DatagramReceived([]byte, core.Addr) { c.n++ }

func TestEchoAllocatesNothing(t *testing.T) {
	r := newRig(t)
	s, c := &echo{}, &counter{}
	for _, p := range []core.DatagramProtocol{s, c} {
		_, err := r.ListenUDP("127.0.0.1:0", p)
		r.must("listening", err)
	}
	p, to := make([]byte, 64), s.Transport.LocalAddr().(core.Addr)
	round := func() {
		for range 16 {
			c.Transport.WriteTo(p, to)
		}
		r.turn()
		r.turn()
		r.valve.calls = r.valve.calls[:0]
	}
	round()
	want(t, "allocations for 16 echoes", testing.AllocsPerRun(50, round), 0)
	want(t, "echoes", c.n, 16*(1+1+50)) // the measurement runs once more to warm up
}
