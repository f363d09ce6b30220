package kernel

// Poison fills a slice whose loan has ended.
const Poison = 0xDB

var poison = func() (p [LentMax]byte) {
	for i := range p {
		p[i] = Poison
	}
	return p
}()

// A loan is the slice that Recv or RecvFrom lent. Two buffers take turns, so that who keeps a slice
// sees poison there and not the next bytes.
type loan struct {
	buffers [2][]byte
	which   int
	len     int
}

// endLoan poisons what is lent.
func (h *Host) endLoan() {
	l := &h.lent
	if l.len > 0 {
		b := l.buffers[l.which]
		for i := 0; i < l.len; i += LentMax {
			copy(b[i:l.len], poison[:])
		}
		l.len = 0
	}
}

// lend ends the last loan and returns n bytes to be filled and lent, which the owner keeps.
func (h *Host) lend(n int) []byte {
	h.endLoan()
	l := &h.lent
	l.which ^= 1
	b := &l.buffers[l.which]
	if len(*b) < n {
		*b = make([]byte, max(n, LentMax))
	}
	l.len = n
	return (*b)[:n:n]
}
