package reactortest

// Play plays the case on a new reactor of b, for who runs some cases only. A bench that lacks what the case
// needs is for the caller to leave out.
func (c Case) Play(t T, b Bench) {
	t.Helper()
	Play(t, b, c.body)
}
