package endpoint

import (
	"net"
	"slices"

	"ravel/core"
	"ravel/core/wrap"
)

// connect begins an attempt.
func (s *ClientService) connect() {
	watched := wrap.Each(s.factory, func(p core.Protocol, _ net.Addr) core.Protocol {
		return wrap.Protocol(&link{ProtocolBase: wrap.ProtocolBase{Inner: p}, s: s}, p)
	})
	d := core.TryDeferred(func() *core.Deferred[core.Protocol] { return s.endpoint.Connect(s.r, watched) })
	s.attempt = d
	d.AddBoth(func(_ core.Protocol, err error) (core.Protocol, error) {
		switch {
		case s.attempt != d: // it was given up
		case err == nil && s.link == nil:
			s.failed(core.ErrNoProtocol)
		case err != nil:
			s.failed(err)
		case s.c.Prepare == nil:
			s.ready()
		default:
			s.prepare(s.link)
		}
		return nil, nil
	})
}

// prepare waits for Prepare.
func (s *ClientService) prepare(l *link) {
	p := core.TryDeferred(func() *core.Deferred[struct{}] { return s.c.Prepare(l.Inner) })
	d := core.Then(p, func(struct{}) (core.Protocol, error) { return l.Inner, nil })
	s.attempt = d
	d.AddBoth(func(_ core.Protocol, err error) (core.Protocol, error) {
		switch {
		case s.attempt != d:
		case err != nil:
			l.t.AbortConnection()
			s.failed(err)
		default:
			s.ready()
		}
		return nil, nil
	})
}

// ready is told when the attempt has come to its good end.
func (s *ClientService) ready() {
	s.attempt = nil
	s.to(evReady)
}

// failed is told when it has failed. If it has a connection, that is on its way out.
func (s *ClientService) failed(err error) {
	s.attempt, s.link = nil, nil
	s.failures++
	s.to(evFailed)
	s.tellFailed(err)
}

// lost is told when the connection l has ended.
func (s *ClientService) lost(l *link, reason error) {
	switch s.state {
	case svcPreparing:
		d := s.attempt
		s.failed(reason)
		d.Cancel()
		return
	case svcConnected:
		s.failures++
		if s.r.Now().Sub(l.since) >= s.c.Stable {
			s.failures = 0
		}
	}
	s.to(evLost)
}

// giveUp cancels the attempt.
func (s *ClientService) giveUp() {
	d := s.attempt
	s.attempt = nil
	d.Cancel()
}

// disconnect ends the connection in order.
func (s *ClientService) disconnect() { s.link.t.LoseConnection() }

// wait begins the wait for the next attempt.
func (s *ClientService) wait() {
	s.retry = s.r.CallLater(s.c.Backoff.Delay(s.failures, s.r.Rand()), func() { s.to(evRetry) })
}

func (s *ClientService) noWait() { s.retry.Cancel() }

// leave is told when a WhenConnected was cancelled.
func (s *ClientService) leave(w *connectedWaiter) {
	s.waiting = slices.DeleteFunc(s.waiting, func(o *connectedWaiter) bool { return o == w })
}

// tellWaiting gives those who wait the connection.
func (s *ClientService) tellWaiting() {
	p := s.link.Inner
	for _, w := range s.take() {
		w.d.Resolve(p)
	}
}

// tellFailed is for those who do not wait for ever.
func (s *ClientService) tellFailed(err error) {
	var patient, weary []*connectedWaiter
	for _, w := range s.waiting {
		if w.failAfter--; w.failAfter == 0 {
			weary = append(weary, w)
		} else {
			patient = append(patient, w)
		}
	}
	s.waiting = patient
	for _, w := range weary {
		w.d.Fail(err)
	}
}

// cancelWaiting tells those who wait that it was in vain.
func (s *ClientService) cancelWaiting() {
	for _, w := range s.take() {
		w.d.Fail(core.ErrCancelled)
	}
}

func (s *ClientService) take() []*connectedWaiter {
	w := s.waiting
	s.waiting = nil
	return w
}

// tellStopped gives every Stop its result.
func (s *ClientService) tellStopped() {
	s.failures = 0
	d := s.stopping
	s.stopping = nil
	for _, d := range d {
		d.Resolve(struct{}{})
	}
}
