package endpoint

import (
	"net/netip"

	"ravel/core"
)

// A race is the attempts of one Connect of a Hostname.
type race struct {
	*attempt
	r    core.Reactor
	host Hostname
	left []netip.Addr
	errs []error
	next *core.DelayedCall // begins the next attempt
}

func (h Hostname) race(r core.Reactor, f core.Factory, addrs []netip.Addr) *core.Deferred[core.Protocol] {
	c := &race{attempt: newAttempt(r, f), r: r, host: h, left: interleave(addrs)}
	if c.host.Stagger <= 0 {
		c.host.Stagger = stagger
	}
	c.host.Stagger = max(c.host.Stagger, staggerMin)
	c.failed, c.over = c.lostOne, c.stopTimer
	if len(c.left) == 0 {
		c.fail(&core.NameError{Name: h.Host, Err: core.ErrNameNotFound})
		return c.d
	}
	c.begin()
	return c.d
}

// begin begins the attempt that comes next, and has the one after it begun if it takes long.
func (c *race) begin() {
	c.stopTimer()
	to := c.left[0]
	c.left = c.left[1:]
	if len(c.left) > 0 {
		c.next = c.r.CallLater(c.host.Stagger, c.begin)
	}
	if _, err := c.r.ConnectTCP(hostPort(to.String(), c.host.Port), c.attempt, c.host.Config); err != nil {
		c.fail(err)
	}
}

// lostOne is told when one attempt has failed. The next does not wait for its time then, as it does in
// Twisted: there is nothing left to wait for.
func (c *race) lostOne(reason error) {
	c.errs = append(c.errs, reason)
	switch {
	case len(c.left) > 0:
		c.begin()
	case len(c.trying) == 0:
		c.fail(&HostnameError{Host: c.host.Host, Errs: c.errs})
	}
}

func (c *race) stopTimer() {
	if c.next != nil {
		c.next.Cancel()
		c.next = nil
	}
}
