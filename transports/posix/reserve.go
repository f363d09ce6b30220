//go:build linux

package posix

import "golang.org/x/sys/unix"

// openReserve takes the descriptor that is given up when there are no others, so that a peer who
// waits to be accepted can be turned away instead of keeping the listener ready for ever.
func (p *Port) openReserve() bool {
	if p.reserve < 0 {
		fd, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return false
		}
		p.reserve = fd
	}
	return true
}

func (p *Port) closeReserve() {
	if p.reserve >= 0 {
		unix.Close(p.reserve)
		p.reserve = -1
	}
}
