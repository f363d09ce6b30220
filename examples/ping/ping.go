package main

import (
	"encoding/binary"
	"time"

	"ravel/core"
)

// every is how long it is from one ping to the next. What has not come back then is lost.
const every = time.Second

// A mirror sends back what it gets.
type mirror struct{ core.DatagramBase }

func (m *mirror) DatagramReceived(p []byte, from core.Addr) {
	_ = m.Transport.WriteTo(p, from) // a datagram may be lost anywhere, so also here
}

// A pinger pings a mirror. Its functions are called on the reactor's goroutine.
type pinger struct {
	core.DatagramBase
	clock core.Clock
	to    core.Addr
	back  func(n uint32, took time.Duration)
	lost  func(n uint32)

	loop    *core.LoopingCall
	n       uint32 // of the last ping
	at      time.Time
	waiting bool
}

func (p *pinger) StartProtocol(t core.DatagramTransport) {
	p.DatagramBase.StartProtocol(t)
	p.loop = core.NewLoopingCall(p.clock, p.ping)
	p.loop.Start(every, true)
}

func (p *pinger) ping(int) error {
	p.miss()
	p.n++
	p.at, p.waiting = p.clock.Now(), true
	return p.Transport.WriteTo(binary.BigEndian.AppendUint32(nil, p.n), p.to)
}

// DatagramReceived is a ping that came back: once, as datagrams may come twice, and not from somebody else.
func (p *pinger) DatagramReceived(b []byte, from core.Addr) {
	if p.waiting && from == p.to && len(b) == 4 && binary.BigEndian.Uint32(b) == p.n {
		p.waiting = false
		p.back(p.n, p.clock.Now().Sub(p.at))
	}
}

func (p *pinger) StopProtocol() {
	p.loop.Stop()
	p.miss()
}

// miss gives up the ping that is under way, if one is.
func (p *pinger) miss() {
	if p.waiting {
		p.waiting = false
		p.lost(p.n)
	}
}
