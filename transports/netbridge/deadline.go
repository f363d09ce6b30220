package netbridge

import (
	"os"
	"time"

	"ravel/core"
)

// errDeadline is a net.Error whose Timeout is true.
var errDeadline = os.ErrDeadlineExceeded

// A deadline is one direction's. It is guarded by Conn.mu; call is the reactor's.
type deadline struct {
	wake   *bell
	passed bool
	set    uint64 // counts settings, so that an older one does not act
	call   *core.DelayedCall
}

// past is before every time that a clock can show: a deadline that lies before it needs no clock.
// net/http and others use such a time for "now".
var past = time.Unix(1_000_000_000, 0)

// SetDeadline is SetReadDeadline and SetWriteDeadline.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadline(t, &c.reading, &c.writing) }

// SetReadDeadline has Read fail from t on by the reactor's clock; the zero time is never. A deadline that is
// years past counts at once, another from when the reactor has heard of it.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(t, &c.reading) }

// SetWriteDeadline is SetReadDeadline for Write.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadline(t, &c.writing) }

func (c *Conn) setDeadline(t time.Time, of ...*deadline) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.failed("set", os.ErrClosed)
	}
	for _, d := range of {
		d.set++
		d.passed = !t.IsZero() && t.Before(past)
		d.wake.ring()
		set := d.set
		c.reactor.Post(func() { c.arm(d, set, t) })
	}
	return nil
}

// arm has the clock tell of t. It belongs to the reactor.
func (c *Conn) arm(d *deadline, set uint64, t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d.set != set {
		return
	}
	d.drop()
	if t.IsZero() || d.passed || c.closed || c.lost != nil {
		return
	}
	left := t.Sub(c.reactor.Now())
	if left <= 0 {
		d.passed = true
		d.wake.ring()
		return
	}
	d.call = c.reactor.CallLater(left, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		d.call = nil
		if d.set == set {
			d.passed = true
			d.wake.ring()
		}
	})
}

// drop forgets the delayed call. It belongs to the reactor.
func (d *deadline) drop() {
	if d.call != nil {
		d.call.Cancel()
		d.call = nil
	}
}
