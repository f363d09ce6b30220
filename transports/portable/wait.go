package portable

import (
	"runtime"
	"time"

	"ravel/core/port"
)

// Wait fills ready, which is borrowed until the next Wait: the entry of a Sock that is closed meanwhile
// loses its Handler.
func (p *Port) Wait(ready []port.Ready, timeout time.Duration) (int, error) {
	p.batch = nil
	p.turn++
	if timeout == 0 {
		runtime.Gosched() // the goroutines of the sockets may have something to report
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, port.ErrClosed
	}
	n := p.collect(ready)
	if n == 0 && timeout != 0 {
		p.sleep(timeout)
		n = p.collect(ready)
	}
	p.woken = false
	p.batch = ready[:n]
	return n, nil
}

// collect takes what is ready, in turn. Who stays ready queues up again behind the others.
func (p *Port) collect(ready []port.Ready) int {
	n := 0
	for range len(p.hot) {
		if n == len(ready) {
			break
		}
		s := p.hot[0]
		p.hot[0] = nil
		p.hot = p.hot[1:]
		what := s.want & s.is
		if what == 0 || s.closed || s.handler == nil {
			s.queued = false
			continue
		}
		p.hot = append(p.hot, s)
		ready[n] = port.Ready{Handler: s.handler, What: what}
		s.turn, s.at = p.turn, n
		n++
	}
	return n
}

// sleep lets go of mu until something may be ready, Wake is called, or timeout, if not negative, has passed.
func (p *Port) sleep(timeout time.Duration) {
	var over <-chan time.Time
	if timeout > 0 {
		t := time.NewTimer(timeout)
		defer t.Stop()
		over = t.C
	}
	for !p.woken && len(p.hot) == 0 {
		p.asleep = true
		p.mu.Unlock()
		late := false
		select {
		case <-p.signal:
		case <-over:
			late = true
		}
		p.mu.Lock()
		p.asleep = false
		if late {
			return
		}
	}
}

// Wake makes the present or the next Wait return.
func (p *Port) Wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.woken = true
	p.rouse()
}

// rouse ends a sleep. It is called with mu held.
func (p *Port) rouse() {
	if !p.asleep {
		return
	}
	select {
	case p.signal <- struct{}{}:
	default: // it is on its way
	}
}
