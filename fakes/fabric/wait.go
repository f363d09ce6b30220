package fabric

import (
	"math"
	"time"

	"ravel/fakes/kernel"
)

// A host that never waits for anything uses up time all the same, or its own timers would never come:
// after BusyWaits Waits within one instant each further one takes BusyTime.
const (
	BusyWaits = 10_000
	BusyTime  = time.Microsecond
)

// Wait makes events happen until h has something to do or timeout is over. As on Linux's loopback,
// everything that is due at an instant has arrived before anybody looks.
func (f *Fabric) Wait(h *kernel.Host, timeout time.Duration) bool {
	limit := int64(math.MaxInt64)
	if timeout >= 0 {
		limit = f.now + min(int64(timeout), math.MaxInt64-f.now)
	}
	f.due()
	for !h.Ready() {
		if f.step(limit) {
			f.due()
			continue
		}
		if timeout < 0 {
			return false
		}
		f.pass(limit)
		break
	}
	f.busy()
	return true
}

// Poll makes everything happen that is due now.
func (f *Fabric) Poll(*kernel.Host) {
	f.due()
	f.busy()
}

func (f *Fabric) due() {
	for f.step(f.now) {
	}
}

func (f *Fabric) busy() {
	if f.now != f.lastWait {
		f.lastWait, f.waits = f.now, 0
	}
	if f.waits++; f.waits > BusyWaits {
		f.pass(f.now + int64(BusyTime))
		f.lastWait = f.now
	}
}

// Runnable queues h for its turn.
func (f *Fabric) Runnable(h *kernel.Host) { f.runnable = append(f.runnable, h) }

// Woken is the one method that another goroutine may call.
func (f *Fabric) Woken(*kernel.Host) { f.woken.Add(1) }

// Wakes is how often hosts were woken. It may be called from any goroutine.
func (f *Fabric) Wakes() uint64 { return f.woken.Load() }

// NextRunnable takes the host that has had something to do for the longest, or nil, off the queue.
func (f *Fabric) NextRunnable() *kernel.Host {
	if f.turn == len(f.runnable) {
		f.runnable, f.turn = f.runnable[:0], 0
		return nil
	}
	h := f.runnable[f.turn]
	f.runnable[f.turn] = nil
	f.turn++
	return h
}
