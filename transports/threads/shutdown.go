package threads

import (
	"ravel/core"
)

// arm has the next shutdown wait. A job that is asked for while one waits arms the pool again: triggers
// that are added before shutdown meanwhile are called as well.
func (p *Pool) arm() {
	if !p.armed {
		p.armed = true
		p.loop.AddTrigger(core.Shutdown, core.Before, p.drain)
	}
}

// drain puts the shutdown off until no job is left, or the grace is over.
func (p *Pool) drain() {
	p.armed = false
	if p.idle() || p.c.Grace == 0 {
		return
	}
	before := p.hold
	p.hold = p.loop.HoldShutdown()
	if before != nil {
		before() // of this shutdown, or of one that was cut short
	}
	if p.grace == nil || !p.grace.Active() {
		p.grace = p.loop.CallLater(p.c.Grace, p.release)
	}
}

// idle reports whether nobody waits for anything.
func (p *Pool) idle() bool { return len(p.running.wanted()) == 0 && p.waiting.count == 0 }

// settle lets the shutdown go on when the last job has ended.
func (p *Pool) settle() {
	if p.hold != nil && p.idle() {
		p.release()
	}
}

func (p *Pool) release() {
	p.grace.Cancel()
	if release := p.hold; release != nil {
		p.hold = nil
		release()
	}
}

// stop gives up every job and takes no more before the loop starts again.
func (p *Pool) stop() {
	if !p.stopped {
		p.stopped = true
		p.loop.AddTrigger(core.Startup, core.Before, func() { p.stopped = false })
	}
	for _, j := range p.abandon() {
		j.tell(core.ErrPoolStopped)
	}
}

// close gives up every job without a word, when the loop is closed.
func (p *Pool) close() {
	p.stopped = true
	p.abandon()
}

// abandon gives up every job, those that run before those that wait.
func (p *Pool) abandon() []*job {
	all := append(p.running.wanted(), p.waiting.wanted()...)
	for _, j := range all {
		j.given = true
		j.giveUp(core.ErrPoolStopped)
	}
	return all
}
