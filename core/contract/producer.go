package contract

import (
	"errors"

	"ravel/core"
)

// A producer is one registration on a watched Transport.
type producer struct {
	c    *conn
	late bool   // registered after the loss
	told [3]int // Pause, Resume, Stop: how often
	p    core.Producer
}

// RegisterPush implements core.Consumer.
func (t *transport) RegisterPush(p core.PushProducer) error {
	w := &pushProducer{producer{c: t.conn, p: p}, p}
	return t.register(RegisterPush, &w.producer, func(c core.Consumer) error { return c.RegisterPush(w) })
}

// RegisterPull implements core.Consumer.
func (t *transport) RegisterPull(p core.PullProducer) error {
	w := &pullProducer{producer{c: t.conn, p: p}, p}
	return t.register(RegisterPull, &w.producer, func(c core.Consumer) error { return c.RegisterPull(w) })
}

// UnregisterProducer implements core.Consumer.
func (t *transport) UnregisterProducer() {
	t.calls++
	defer t.returned()
	t.move(UnregisterProducer, &t.producing)
	t.conn.producer = nil
	t.t.(core.Consumer).UnregisterProducer()
}

func (t *transport) register(e Event, w *producer, with func(core.Consumer) error) error {
	t.calls++
	defer t.returned()
	c, consumer := t.conn, t.t.(core.Consumer)
	w.late = c.life == Aborting || c.life == Lost || c.writing != Writable
	switch {
	case w.late:
		err := with(consumer)
		if w.told != [3]int{0, 0, 1} {
			c.broken("T-325", "%d pauses, %d resumptions, %d stops", w.told[0], w.told[1], w.told[2])
		}
		return err
	case c.producing != NoProducer:
		err := with(consumer)
		if !errors.Is(err, core.ErrProducerRegistered) {
			c.broken("T-321", "%v in state %q", err, c.producing)
		}
		return err
	}
	excused := c.t.Closing()
	c.move(e, &c.producing)
	c.producer = w
	err := with(consumer)
	if _, aware := c.p.(core.HalfCloseHandler); aware && w.told == [3]int{0, 0, 1} {
		excused, c.refused = true, true // WriteConnectionLost will tell
	}
	if err != nil && c.producer == w {
		c.producing, c.producer = NoProducer, nil
	}
	if id := registerBreaks(e, w.told, err); id != "" && !excused {
		c.broken(id, "%v, with %d pauses, %d resumptions, %d stops", err, w.told[0], w.told[1], w.told[2])
	}
	return err
}

// registerBreaks is the row that the registration of a first producer breaks, or "".
func registerBreaks(e Event, told [3]int, err error) string {
	switch {
	case err != nil:
		return "T-322"
	case e == RegisterPush:
		return unless(told == [3]int{}, "T-323")
	}
	return unless(told[1] > 0, "T-324")
}

// hears counts and checks one callback.
func (w *producer) hears(e Event) {
	w.told[e-PauseProducing]++
	switch {
	case w.late:
	case w.c.producer != w:
		w.c.broken("T-310", "%v of one that is not registered", e)
	default:
		w.c.move(e, &w.c.producing)
		if w.c.producing == NoProducer {
			w.c.producer = nil
		}
	}
}

// StopProducing implements core.Producer.
func (w *producer) StopProducing() {
	w.hears(StopProducing)
	w.p.StopProducing()
}

type pushProducer struct {
	producer
	push core.PushProducer
}

// PauseProducing implements core.PushProducer.
func (w *pushProducer) PauseProducing() {
	w.hears(PauseProducing)
	w.push.PauseProducing()
}

// ResumeProducing implements core.PushProducer.
func (w *pushProducer) ResumeProducing() {
	w.hears(ResumeProducing)
	w.push.ResumeProducing()
}

type pullProducer struct {
	producer
	pull core.PullProducer
}

// ResumeProducing implements core.PullProducer.
func (w *pullProducer) ResumeProducing() {
	w.hears(ResumeProducing)
	w.pull.ResumeProducing()
}
