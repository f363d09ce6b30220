package fakes

import "ravel/core"

// producing is the producer registered on a StringTransport: push, pull or none.
type producing struct {
	push   core.PushProducer
	pull   core.PullProducer
	paused bool // push was told to pause
	owes   bool // pull was asked for a piece and has written nothing since
}

// Producer is the registered producer, or nil.
func (r *producing) Producer() core.Producer {
	switch {
	case r.push != nil:
		return r.push
	case r.pull != nil:
		return r.pull
	}
	return nil
}

// ProducerPaused is true if a push producer is registered that was told to pause.
func (r *producing) ProducerPaused() bool { return r.paused }

// writes is true while a Write is taken. A producer that is registered later is stopped at once.
func (t *StringTransport) writes() bool { return t.ending == nil && t.lost == nil && !t.writeEnds }

// RegisterPush implements core.Consumer.
func (t *StringTransport) RegisterPush(p core.PushProducer) error {
	if !t.writes() {
		p.StopProducing()
		return nil
	}
	if t.Producer() != nil {
		return core.ErrProducerRegistered
	}
	t.push = p
	return nil
}

// RegisterPull implements core.Consumer.
func (t *StringTransport) RegisterPull(p core.PullProducer) error {
	if !t.writes() {
		p.StopProducing()
		return nil
	}
	if t.Producer() != nil {
		return core.ErrProducerRegistered
	}
	t.pull, t.owes = p, true
	p.ResumeProducing()
	return nil
}

// UnregisterProducer implements core.Consumer.
func (t *StringTransport) UnregisterProducer() { t.producing = producing{} }

// wrote tells a push producer that more than highWater waits.
func (r *producing) wrote(highWater, waiting int) {
	r.owes = false
	if r.push != nil && !r.paused && waiting > highWater {
		r.paused = true
		r.push.PauseProducing()
	}
}

// ask tells the producer that nothing waits any more.
func (r *producing) ask() {
	switch {
	case r.pull != nil && !r.owes:
		r.owes = true
		r.pull.ResumeProducing()
	case r.paused:
		r.paused = false
		r.push.ResumeProducing()
	}
}

// stop tells the producer that nobody takes anything any more, and forgets it.
func (r *producing) stop() {
	if p := r.Producer(); p != nil {
		*r = producing{}
		p.StopProducing()
	}
}
