//go:build linux

package posix

// What Port.state says. Only the waiting goroutine goes from awake to asleep, and back to awake.
const (
	awake  uint32 = iota // running, or looking without sleeping
	asleep               // in, or on the way into, the call that sleeps
	woken                // somebody called Wake since
)

// Wake makes the present or the next Wait return. Any goroutine may call it, also after Close. The
// bell is rung only when the Port sleeps, and once a sleep.
func (p *Port) Wake() {
	for {
		switch was := p.state.Load(); {
		case was == woken:
			return
		case p.state.CompareAndSwap(was, woken):
			if was == asleep {
				p.bell.ring()
			}
			return
		}
	}
}
