package kernel

import (
	"fmt"
	"strings"
	"time"

	"ravel/core/port"
)

// A readyList is a queue of socks that may have something to report.
type readyList struct {
	head, tail *sock
	len        int
}

// list puts s at the end of the list, and has a driven host take its turn.
func (h *Host) list(s *sock) {
	h.relist(s)
	h.Touch()
}

func (h *Host) relist(s *sock) {
	s.listed = true
	s.next = nil
	if h.ready.tail == nil {
		h.ready.head = s
	} else {
		h.ready.tail.next = s
	}
	h.ready.tail = s
	h.ready.len++
}

func (h *Host) unlist() *sock {
	s := h.ready.head
	h.ready.head = s.next
	if h.ready.head == nil {
		h.ready.tail = nil
	}
	s.next = nil
	s.listed = false
	h.ready.len--
	return s
}

// collect fills batch. What is reported goes to the end of the list: it is looked at again by the next
// Wait, after what was not reported for want of room.
func (h *Host) collect(batch []port.Ready) int {
	n := 0
	for range h.ready.len {
		if n == len(batch) {
			break
		}
		s := h.unlist()
		what := s.true()
		if what == 0 || s.handler == nil {
			continue
		}
		batch[n] = port.Ready{Handler: s.handler, What: what}
		s.slot, s.wait = int32(n), h.waits
		n++
		h.relist(s)
	}
	h.batch = batch[:n]
	return n
}

// Ready is true if a Wait would return at once.
func (h *Host) Ready() bool {
	for h.ready.head != nil {
		if s := h.ready.head; s.handler != nil && s.true() != 0 {
			return true
		}
		h.unlist()
	}
	return h.woken.Load()
}

// Wait reports what is ready. A driven host never lets time pass: it returns at once.
func (h *Host) Wait(ready []port.Ready, timeout time.Duration) (int, error) {
	h.endLoan()
	h.burst = 0
	if h.closed {
		return 0, port.ErrClosed
	}
	h.waits++
	h.batch = nil
	switch {
	case h.driven:
	case h.Ready():
		h.wire.Poll(h)
	case !h.wire.Wait(h, timeout):
		if err := h.waitForWake(); err != nil {
			return 0, err
		}
	}
	h.woken.Store(false)
	return h.collect(ready), nil
}

// waitForWake waits by the wall clock: nothing but another goroutine can make anything happen.
func (h *Host) waitForWake() error {
	if h.c.Patience < 0 {
		return h.idle()
	}
	t := time.NewTimer(h.c.Patience)
	defer t.Stop()
	for !h.woken.Load() {
		select {
		case <-h.bell:
		case <-t.C:
			return h.idle()
		}
	}
	return nil
}

func (h *Host) idle() error {
	open := h.Open()
	if len(open) == 0 {
		return port.ErrIdle
	}
	return fmt.Errorf("%w; open: %s", port.ErrIdle, strings.Join(open, ", "))
}

// Wake makes the present or the next Wait return. It may be called from any goroutine.
func (h *Host) Wake() {
	if h.woken.Swap(true) {
		return
	}
	select {
	case h.bell <- struct{}{}:
	default:
	}
	h.wire.Woken(h)
}

// SetPatience replaces the Config's and returns what it was.
func (h *Host) SetPatience(d time.Duration) (was time.Duration) {
	was, h.c.Patience = h.c.Patience, d
	return was
}

// Drive says whether somebody else lets time pass for h: then Wait returns at once, and the Wire hears
// Runnable when h has something to do.
func (h *Host) Drive(on bool) { h.driven = on }

// Touch has a driven host take its turn.
func (h *Host) Touch() {
	if h.driven && !h.touched {
		h.touched = true
		h.wire.Runnable(h)
	}
}

// Turned says that a driven host has had its turn. It takes another if it would not have to wait for it.
func (h *Host) Turned() {
	h.touched = false
	if h.Ready() {
		h.Touch()
	}
}
