package blocking

// Ahead is how many connections wait for Accept.
func (l *Listener) Ahead() int {
	l.set.mu.Lock()
	defer l.set.mu.Unlock()
	return len(l.queue)
}
