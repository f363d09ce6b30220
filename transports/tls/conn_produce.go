package tls

import "ravel/core"

// A producing is the registered producer and what it was last asked for.
type producing struct {
	producer core.Producer
	pull     bool
	held     bool // a push producer that was asked to pause
	owes     bool // a pull producer that was asked for a piece and has written nothing since
	listed   bool // the transport below has a producer of ours: the membrane or the closer
	listing  bool // it is being registered
	full     bool // and the transport below asked it to pause
}

// RegisterPush is documented at core.Consumer.
func (c *conn) RegisterPush(p core.PushProducer) error {
	_, err := c.register(p, false)
	return err
}

// RegisterPull is documented at core.Consumer.
func (c *conn) RegisterPull(p core.PullProducer) error {
	registered, err := c.register(p, true)
	if registered && c.producer == core.Producer(p) {
		c.tellResume(p)
	}
	return err
}

func (c *conn) register(p core.Producer, pull bool) (registered bool, err error) {
	switch {
	case p == nil:
		panic("tls: a nil producer")
	case c.refusal(0) != nil:
		c.tellStop(p) // nobody will take anything, now or later
		return false, nil
	case c.producer != nil:
		return false, core.ErrProducerRegistered
	}
	c.producing = producing{producer: p, pull: pull}
	c.enlist()
	return true, nil
}

// UnregisterProducer is documented at core.Consumer.
func (c *conn) UnregisterProducer() {
	if c.producer == nil {
		return
	}
	if !c.notifying {
		c.unlist()
	}
	c.producing = producing{listed: c.listed}
	if !c.state.gone() {
		c.ask()
	}
}

// enlist registers the membrane below, if there is a producer above. Without one nobody is asked to pause.
func (c *conn) enlist() {
	below, ok := c.below.(core.Consumer)
	if c.producer == nil || c.listed || !ok || c.state.shakes() || c.notifying {
		return
	}
	c.listed, c.listing = true, true
	var err error
	if c.pull {
		err = below.RegisterPull((*membrane)(c))
	} else {
		err = below.RegisterPush((*membrane)(c))
	}
	c.listing = false
	if err != nil {
		c.listed = false
	}
}

// unlist takes back what is registered below.
func (c *conn) unlist() {
	if c.listed {
		c.listed, c.full = false, false
		c.below.(core.Consumer).UnregisterProducer()
	}
}

// A membrane is a conn as the producer of the transport below: what that asks goes on to the producer above.
type membrane conn

var (
	_ core.PushProducer = (*membrane)(nil)
	_ core.PullProducer = (*membrane)(nil)
)

// PauseProducing says that more waits below than its mark.
func (m *membrane) PauseProducing() {
	m.full = true
	(*conn)(m).pauseProducer()
}

// ResumeProducing says that nothing waits below any more. A pull producer above is asked for its first
// piece by RegisterPull, not by the registration below.
func (m *membrane) ResumeProducing() {
	m.full = false
	if !m.listing {
		(*conn)(m).resumeProducer()
	}
}

// StopProducing says that the transport below takes nothing more.
func (m *membrane) StopProducing() {
	m.listed, m.full = false, false
	(*conn)(m).stopProducer()
}

// pauseProducer asks a push producer to pause, once for each time that the waiting bytes rise above the
// mark. There must be somebody to resume it: the transport below if that found it too much, else the flush
// that is still to come.
func (c *conn) pauseProducer() {
	if c.producer == nil || c.pull || c.held || c.sealing || !c.full && len(c.pending) == 0 {
		return
	}
	if c.Buffered() > c.of.limits.HighWater {
		c.tellPause(c.producer.(core.PushProducer))
	}
}

// resumeProducer asks the producer for more, if nothing waits here either.
func (c *conn) resumeProducer() {
	if c.producer == nil || c.notifying || c.state.gone() || c.state.shakes() {
		return
	}
	if c.held && c.state.secure() {
		c.seal() // what waits below again is told by the next ResumeProducing
	}
	switch {
	case len(c.pending) > 0 || c.full:
	case c.pull && !c.owes || c.held:
		c.tellResume(c.producer.(interface{ ResumeProducing() }))
	}
}

// stopProducer tells the registered producer, if there is one, that nobody will take anything more.
func (c *conn) stopProducer() {
	if p := c.producer; p != nil {
		c.producing = producing{listed: c.listed}
		c.tellStop(p)
	}
}

// A producer may be called inside a call to the transport, where its panic would be taken for the caller's.

func (c *conn) tellPause(p core.PushProducer) {
	c.held = true
	defer c.recovered("PauseProducing", p)
	p.PauseProducing()
}

func (c *conn) tellResume(p interface{ ResumeProducing() }) {
	c.held, c.owes = false, c.pull
	defer c.recovered("ResumeProducing", p)
	p.ResumeProducing()
}

func (c *conn) tellStop(p core.Producer) {
	defer c.recovered("StopProducing", p)
	p.StopProducing()
}
