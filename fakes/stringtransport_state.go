package fakes

// What a spec asks a StringTransport.

// Value is everything written since the beginning or Clear. It is lent until the next write.
func (t *StringTransport) Value() []byte { return t.value }

// Untaken is what was written since the last Take or Clear. It is lent until the next write.
func (t *StringTransport) Untaken() []byte { return t.value[t.taken:] }

// Take is Untaken, and takes it. It is lent until the next write.
func (t *StringTransport) Take() []byte {
	p := t.Untaken()
	t.taken = len(t.value)
	return p
}

// Clear forgets what was written. What waits leaves all the same.
func (t *StringTransport) Clear() { t.value, t.taken = nil, 0 }

// Waiting is the lengths of the writes that have not left yet, in order; the first may have left in part.
func (t *StringTransport) Waiting() []int {
	lengths := make([]int, len(t.out))
	for i, p := range t.out {
		lengths[i] = len(p)
	}
	return lengths
}

// Losing is true between LoseConnection and the end, unless AbortConnection was called as well.
func (t *StringTransport) Losing() bool { return t.losing && t.ending == nil && t.lost == nil }

// Aborting is true between AbortConnection, or the outbox's overflow, and the end.
func (t *StringTransport) Aborting() bool { return t.ending != nil && t.lost == nil }

// Lost is the reason the connection ended with, or nil while it has not.
func (t *StringTransport) Lost() error { return t.lost }

// WriteClosed is true once LoseWriteConnection was called.
func (t *StringTransport) WriteClosed() bool { return t.writeEnds }

// ReadingPaused is true from PauseReading to ResumeReading.
func (t *StringTransport) ReadingPaused() bool { return t.halting }

// Held is true while what is written waits for Drain.
func (t *StringTransport) Held() bool { return t.held }

// SentEOF is true once the end of stream has left: after LoseWriteConnection when nothing waits, after
// LoseConnection when no producer is registered either.
func (t *StringTransport) SentEOF() bool {
	if t.ending != nil || t.lost != nil || t.buffered > 0 {
		return t.writeEnded
	}
	return t.writeEnds || t.losing && t.Producer() == nil
}
