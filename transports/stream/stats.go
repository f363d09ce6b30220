package stream

// Stats is what the streams of one reactor have done since it was made.
type Stats struct {
	// Open is how many connections there are, and Made how many there were. Listening is how many ports
	// are open.
	Open, Made uint64
	Listening  int
	// Received is how many bytes were read for protocols, and Sent how many the system took.
	Received, Sent uint64
}

// Stats belongs to the loop's goroutine.
func (m *Machine) Stats() Stats {
	s := m.stats
	m.listeners.each(func(*listener) { s.Listening++ })
	return s
}

// StreamStats is Stats of the streams of the reactor that this is a facet of.
func (t *TCP) StreamStats() Stats { return t.m.Stats() }
