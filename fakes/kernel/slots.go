package kernel

// slots finds connections by number: a number is a serial that no other host or time uses, and a place.
type slots struct {
	list []*tcp
	free []uint32
}

const slotBits = 20

// add gives c its number.
func (s *slots) add(c *tcp, serial uint64) {
	place := uint32(len(s.list))
	if n := len(s.free); n > 0 {
		place = s.free[n-1]
		s.free = s.free[:n-1]
		s.list[place] = c
	} else {
		if place == 1<<slotBits {
			panic("kernel: more than a million connections on one host")
		}
		s.list = append(s.list, c)
	}
	c.number = serial<<slotBits | uint64(place)
}

// find is nil if there is no such connection, or none any more.
func (s *slots) find(number uint64) *tcp {
	place := number & (1<<slotBits - 1)
	if place >= uint64(len(s.list)) {
		return nil
	}
	if c := s.list[place]; c != nil && c.number == number {
		return c
	}
	return nil
}

func (s *slots) remove(c *tcp) {
	place := uint32(c.number & (1<<slotBits - 1))
	s.list[place] = nil
	s.free = append(s.free, place)
}
