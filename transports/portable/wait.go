package portable

import (
	"runtime"
	"time"

	"ravel/core/port"
)

// Wait fills ready, which is borrowed until the next Wait: the entry of a Sock that is closed meanwhile
// loses its Handler.
func (p *Port) Wait(ready []port.Ready, timeout time.Duration) (int, error) {
	if timeout == 0 {
		runtime.Gosched() // the goroutines of the sockets may have something to report
	}
	watching := p.watches.any()
	if watching {
		p.watches.poll(0)
	}
	p.set.Lock()
	defer p.set.Unlock()
	if p.set.Closed() {
		return 0, port.ErrClosed
	}
	if watching {
		p.watches.report()
	}
	n := p.set.Collect(ready)
	if n == 0 && timeout != 0 {
		if watching {
			p.sleepPolling(timeout)
		} else {
			p.sleep(timeout)
		}
		n = p.set.Collect(ready)
	}
	p.woken = false
	return n, nil
}

// sleep lets go of the lock until something may be ready, Wake is called, or timeout, if not negative, has passed.
func (p *Port) sleep(timeout time.Duration) {
	var over <-chan time.Time
	if timeout > 0 {
		t := time.NewTimer(timeout)
		defer t.Stop()
		over = t.C
	}
	for !p.woken && !p.set.Hot() {
		p.asleep = true
		p.set.Unlock()
		late := false
		select {
		case <-p.signal:
		case <-over:
			late = true
		}
		p.set.Lock()
		p.asleep = false
		if late {
			return
		}
	}
}

// sleepPolling is sleep while descriptors are watched.
func (p *Port) sleepPolling(timeout time.Duration) {
	end := time.Now().Add(timeout)
	for left := timeout; !p.woken && !p.set.Hot(); left = time.Until(end) {
		if timeout < 0 {
			left = timeout
		} else if left <= 0 {
			return
		}
		p.asleep, p.polling = true, true
		p.set.Unlock()
		p.watches.poll(left)
		p.set.Lock()
		p.asleep, p.polling = false, false
		p.watches.report()
	}
}

// Wake makes the present or the next Wait return.
func (p *Port) Wake() {
	p.set.Lock()
	defer p.set.Unlock()
	p.woken = true
	p.rouse()
}

// rouse ends a sleep. It is called with the lock held.
func (p *Port) rouse() {
	switch {
	case !p.asleep:
		return
	case p.polling:
		p.watches.wake()
		return
	}
	select {
	case p.signal <- struct{}{}:
	default: // it is on its way
	}
}
