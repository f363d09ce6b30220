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
	p.set.Lock()
	defer p.set.Unlock()
	if p.set.Closed() {
		return 0, port.ErrClosed
	}
	n := p.set.Collect(ready)
	if n == 0 && timeout != 0 {
		p.sleep(timeout)
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

// Wake makes the present or the next Wait return.
func (p *Port) Wake() {
	p.set.Lock()
	defer p.set.Unlock()
	p.woken = true
	p.rouse()
}

// rouse ends a sleep. It is called with the lock held.
func (p *Port) rouse() {
	if !p.asleep {
		return
	}
	select {
	case p.signal <- struct{}{}:
	default: // it is on its way
	}
}
