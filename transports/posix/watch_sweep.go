//go:build linux

package posix

// sweepMax is how many watched descriptors one Wait looks at. Some kernels' Pollers
// forget a descriptor in silence when it is closed, so looking is the only way to learn of it.
const sweepMax = 8

// watches are the watched descriptors.
type watches struct {
	all []*watched
	at  int // who is looked at next
}

func (ws *watches) add(w *watched) { ws.all = append(ws.all, w) }

func (ws *watches) remove(w *watched) {
	for i, other := range ws.all {
		if other == w {
			last := len(ws.all) - 1
			ws.all[i], ws.all[last] = ws.all[last], nil
			ws.all = ws.all[:last]
			return
		}
	}
}

// sweep looks for watched descriptors that were closed. Those found are reported by this Wait.
func (p *Port) sweep() {
	ws := &p.watches
	for range min(len(ws.all), sweepMax) {
		ws.at = (ws.at + 1) % len(ws.all)
		ws.all[ws.at].Gone()
	}
}
