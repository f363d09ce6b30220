package policies

import "ravel/core"

// wrote counts what was written, and holds the producer back if that was too much.
func (c *throttled) wrote(n int) {
	if n == 0 || c.lost {
		return
	}
	wait := c.write.Charge(n)
	if wait == 0 || c.writing != nil || c.producer == nil {
		return
	}
	c.writing = c.clock.CallLater(wait, c.writeOn)
	if p, ok := c.producer.(pushed); ok && !c.stalled {
		p.PushProducer.PauseProducing()
	}
}

// writeOn lets the producer go on, unless others have used up meanwhile what there was.
func (c *throttled) writeOn() {
	c.writing = nil
	if c.producer == nil {
		return
	}
	if wait := c.write.Wait(); wait > 0 {
		c.writing = c.clock.CallLater(wait, c.writeOn)
		return
	}
	// What a producer panics with ends its connection, also where no transport has called it.
	returned := false
	defer func() {
		if !returned {
			c.t.AbortConnection()
		}
	}()
	switch p := c.producer.(type) {
	case pushed:
		if !c.stalled {
			p.PushProducer.ResumeProducing()
		}
	case pulled:
		if c.asked {
			c.asked = false
			p.PullProducer.ResumeProducing()
		}
	}
	returned = true
}

// RegisterPush implements core.Consumer.
func (t *throttledTransport) RegisterPush(p core.PushProducer) error {
	w := pushed{p, t.conn}
	return t.conn.register(w, func(k core.Consumer) error { return k.RegisterPush(w) })
}

// RegisterPull implements core.Consumer.
func (t *throttledTransport) RegisterPull(p core.PullProducer) error {
	w := pulled{p, t.conn}
	return t.conn.register(w, func(k core.Consumer) error { return k.RegisterPull(w) })
}

// register notes w first: a pull producer is asked before the transport's RegisterPull returns.
func (c *throttled) register(w core.Producer, with func(k core.Consumer) error) error {
	if c.producer != nil {
		return core.ErrProducerRegistered
	}
	c.producer, c.stalled, c.asked = w, false, false
	err := with(c.t.(core.Consumer))
	if err != nil {
		c.producer = nil
	}
	return err
}

// UnregisterProducer implements core.Consumer.
func (t *throttledTransport) UnregisterProducer() {
	t.conn.producer = nil
	t.Inner.(core.Consumer).UnregisterProducer()
}

// pushed is a push producer as the transport sees it.
type pushed struct {
	core.PushProducer
	conn *throttled
}

func (p pushed) PauseProducing() {
	p.conn.stalled = true
	if p.conn.writing == nil {
		p.PushProducer.PauseProducing()
	}
}

func (p pushed) ResumeProducing() {
	p.conn.stalled = false
	if p.conn.writing == nil {
		p.PushProducer.ResumeProducing()
	}
}

func (p pushed) StopProducing() {
	p.conn.producer = nil
	p.PushProducer.StopProducing()
}

// pulled is a pull producer as the transport sees it.
type pulled struct {
	core.PullProducer
	conn *throttled
}

func (p pulled) ResumeProducing() {
	if p.conn.writing != nil {
		p.conn.asked = true
		return
	}
	p.PullProducer.ResumeProducing()
}

func (p pulled) StopProducing() {
	p.conn.producer = nil
	p.PullProducer.StopProducing()
}
