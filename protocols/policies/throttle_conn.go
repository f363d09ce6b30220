package policies

import (
	"ravel/core"
	"ravel/core/wrap"
)

// throttled is one connection: reading stands still while the protocol has paused it, or the throttle has.
type throttled struct {
	wrap.ProtocolBase
	clock       core.Clock
	read, write *Bucket
	t           core.Transport
	pauser      core.ReadPauser // nil if t is none
	lost        bool

	paused  bool              // by the protocol
	reading *core.DelayedCall // the throttle's pause of reading ends; nil without one

	producer core.Producer     // what is registered, or nil
	stalled  bool              // by the transport: a push producer is paused
	asked    bool              // by the transport: a pull producer was asked for a piece it was not let make
	writing  *core.DelayedCall // the throttle's pause of the producer ends; nil without one
}

func (c *throttled) ConnectionMade(t core.Transport) {
	c.t = t
	c.pauser, _ = t.(core.ReadPauser)
	c.Inner.ConnectionMade(wrap.Transport(&throttledTransport{wrap.TransportBase{Inner: t}, c}, t))
}

func (c *throttled) DataReceived(p []byte) {
	c.charge(len(p))
	c.Inner.DataReceived(p)
}

func (c *throttled) charge(n int) {
	wait := c.read.Charge(n)
	if wait == 0 || c.reading != nil || c.pauser == nil {
		return
	}
	c.reading = c.clock.CallLater(wait, c.readOn)
	if !c.paused {
		c.pauser.PauseReading()
	}
}

// readOn ends the throttle's pause, unless others have used up meanwhile what there was.
func (c *throttled) readOn() {
	c.reading = nil
	if wait := c.read.Wait(); wait > 0 {
		c.reading = c.clock.CallLater(wait, c.readOn)
		return
	}
	if !c.paused {
		c.pauser.ResumeReading()
	}
}

func (c *throttled) ConnectionLost(reason error) {
	c.lost = true
	for _, call := range []*core.DelayedCall{c.reading, c.writing} {
		if call != nil {
			call.Cancel()
		}
	}
	c.Inner.ConnectionLost(reason)
}

// throttledTransport is what the protocol sees.
type throttledTransport struct {
	wrap.TransportBase
	conn *throttled
}

// PauseReading implements core.ReadPauser.
func (t *throttledTransport) PauseReading() {
	c := t.conn
	if !c.paused && c.reading == nil {
		c.pauser.PauseReading()
	}
	c.paused = true
}

// ResumeReading implements core.ReadPauser.
func (t *throttledTransport) ResumeReading() {
	c := t.conn
	if t.Closing() {
		return
	}
	c.paused = false
	if c.reading == nil {
		c.pauser.ResumeReading()
	}
}

// Write implements core.Transport.
func (t *throttledTransport) Write(p []byte) (int, error) {
	n, err := t.Inner.Write(p)
	t.conn.wrote(n)
	return n, err
}

// WriteSequence implements core.Transport.
func (t *throttledTransport) WriteSequence(ps [][]byte) {
	n := 0
	for _, p := range ps {
		n += len(p)
	}
	t.Inner.WriteSequence(ps)
	t.conn.wrote(n)
}
