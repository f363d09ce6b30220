package stream

import "ravel/core"

// A producing is the registered producer and what it was last asked for.
type producing struct {
	producer core.Producer
	pull     bool
	held     bool // a push producer that was asked to pause
	owes     bool // a pull producer that was asked for a piece and has written nothing since
}

// pulls: a pull producer waits to be asked for a piece, once the system can take it.
func (p *producing) pulls() bool { return p.pull && !p.owes }

// RegisterPush is documented at core.Consumer.
func (c *conn) RegisterPush(p core.PushProducer) error {
	_, err := c.register(p, false)
	return err
}

// RegisterPull is documented at core.Consumer.
func (c *conn) RegisterPull(p core.PullProducer) error {
	registered, err := c.register(p, true)
	if registered {
		c.pullInside(p)
	}
	return err
}

func (c *conn) register(p core.Producer, pull bool) (registered bool, err error) {
	if p == nil {
		panic("stream: a nil producer")
	}
	if !c.state.writes() {
		// Nobody will take anything, now or later.
		c.stopInside(p)
		return false, nil
	}
	r := c.more()
	if r.producer != nil {
		return false, core.ErrProducerRegistered
	}
	r.producing = producing{producer: p, pull: pull}
	return true, nil
}

// UnregisterProducer is documented at core.Consumer.
func (c *conn) UnregisterProducer() {
	if c.rare == nil || c.rare.producer == nil {
		return
	}
	c.rare.producing = producing{}
	if !c.state.gone() {
		c.ask()
	}
}

// producerWrote is called inside Write. It asks a push producer to pause, once for each time that the
// waiting bytes rise above the high-water mark.
func (c *conn) producerWrote() {
	r := c.rare
	r.owes = false
	if !c.blocked {
		c.ask() // also if everything has left already: a pull producer is to be asked again
	}
	if r.pull || r.held || c.out.n <= c.of.highWater {
		return
	}
	r.held = true
	defer c.recoveredInside("PauseProducing", r.producer)
	r.producer.(core.PushProducer).PauseProducing()
}

// resumeProducer asks the producer for more: nothing waits. A pull producer is asked only when the socket
// was found ready for Write, which makes it one piece a turn.
func (c *conn) resumeProducer(ready bool) {
	r := c.rare
	switch {
	case r.producer == nil || !c.state.writes():
	case r.pull && ready && !r.owes:
		r.owes = true
		c.tellResume(r.producer.(core.PullProducer))
	case r.held:
		r.held = false
		c.tellResume(r.producer.(core.PushProducer))
	}
}

func (c *conn) tellResume(p interface{ ResumeProducing() }) {
	defer c.recovered("ResumeProducing", p)
	p.ResumeProducing()
}

// pullInside asks for the first piece, inside RegisterPull.
func (c *conn) pullInside(p core.PullProducer) {
	c.rare.owes = true
	defer c.recoveredInside("ResumeProducing", p)
	p.ResumeProducing()
}

// stopInside stops a producer that came too late, inside its registration.
func (c *conn) stopInside(p core.Producer) {
	defer c.recoveredInside("StopProducing", p)
	p.StopProducing()
}

// stopProducer tells the registered producer, if there is one, that nobody will take anything more.
func (c *conn) stopProducer() {
	if c.rare == nil || c.rare.producer == nil {
		return
	}
	p := c.rare.producer
	c.rare.producing = producing{}
	defer c.recovered("StopProducing", p)
	p.StopProducing()
}
