package script

import (
	"bytes"
	"net"
	"net/netip"

	"ravel/core"
)

// A Transport is a connection in memory. It keeps to core.Transport's contract: it never calls the
// protocol, and a producer only where core.Consumer says so.
type Transport struct {
	// Slow is a peer that reads nothing until Drain.
	Slow bool
	// OutboxMax is the number of waiting bytes at which a Write aborts. 0 is no limit.
	OutboxMax int
	// Paused is PauseReading without ResumeReading.
	Paused bool
	// Lost is set by whoever tells the protocol ConnectionLost.
	Lost bool
	// Aborted is AbortConnection, or the outbox limit.
	Aborted bool

	sent    bytes.Buffer
	waiting bytes.Buffer
	losing  bool
	push    core.PushProducer
	pull    core.PullProducer
	asked   bool // push was asked to pause
}

var (
	_ core.Transport  = (*Transport)(nil)
	_ core.Consumer   = (*Transport)(nil)
	_ core.ReadPauser = (*Transport)(nil)
)

// Sent returns what the peer has received since the last call.
func (t *Transport) Sent() string {
	s := t.sent.String()
	t.sent.Reset()
	return s
}

// Waiting is how many bytes a slow peer has not read yet.
func (t *Transport) Waiting() int { return t.waiting.Len() }

// Finished is true when LoseConnection has nothing more to wait for.
func (t *Transport) Finished() bool {
	return t.losing && t.waiting.Len() == 0 && t.push == nil && t.pull == nil
}

// Drain is the slow peer reading all that waits; the producer then hears of it.
func (t *Transport) Drain() {
	t.waiting.WriteTo(&t.sent)
	switch {
	case t.pull != nil:
		t.pull.ResumeProducing()
	case t.push != nil && t.asked:
		t.asked = false
		t.push.ResumeProducing()
	}
}

func (t *Transport) Write(p []byte) (int, error) {
	if t.Lost || t.Aborted {
		return 0, core.ErrNotConnected
	}
	if !t.Slow {
		return t.sent.Write(p)
	}
	if t.OutboxMax > 0 && t.waiting.Len() >= t.OutboxMax {
		t.AbortConnection()
		return 0, core.ErrNotConnected
	}
	t.waiting.Write(p)
	if t.push != nil && !t.asked && t.waiting.Len() > core.HighWater {
		t.asked = true
		t.push.PauseProducing()
	}
	return len(p), nil
}

func (t *Transport) WriteSequence(ps [][]byte) {
	for _, p := range ps {
		t.Write(p)
	}
}

func (t *Transport) LoseConnection()  { t.losing = true }
func (t *Transport) AbortConnection() { t.Aborted = true }
func (t *Transport) Closing() bool    { return t.losing || t.Aborted || t.Lost }

func (t *Transport) LocalAddr() net.Addr {
	return core.TCPAddr(netip.MustParseAddrPort("10.0.0.1:8007"))
}

func (t *Transport) RemoteAddr() net.Addr {
	return core.TCPAddr(netip.MustParseAddrPort("192.168.1.1:54321"))
}

func (t *Transport) PauseReading()  { t.Paused = true }
func (t *Transport) ResumeReading() { t.Paused = false }

func (t *Transport) RegisterPush(p core.PushProducer) error {
	if t.push != nil || t.pull != nil {
		return core.ErrProducerRegistered
	}
	if t.Lost || t.Aborted {
		p.StopProducing()
		return nil
	}
	t.push = p
	return nil
}

func (t *Transport) RegisterPull(p core.PullProducer) error {
	if t.push != nil || t.pull != nil {
		return core.ErrProducerRegistered
	}
	if t.Lost || t.Aborted {
		p.StopProducing()
		return nil
	}
	t.pull = p
	p.ResumeProducing()
	return nil
}

func (t *Transport) UnregisterProducer() { t.push, t.pull, t.asked = nil, nil, false }
