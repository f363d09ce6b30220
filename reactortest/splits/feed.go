package splits

// poison is what a piece holds once its loan has ended.
const poison = 0xDB

// A Feed hands an input over: it calls to with each piece, in order. A piece is lent until to returns and
// poisoned then. Calling a Feed again begins again.
type Feed func(to func(piece []byte))

// Feed is the Feed of input cut by s.
func (s Split) Feed(input string) Feed {
	return func(to func(piece []byte)) {
		for _, piece := range s.Pieces(input) {
			lend(piece, to)
		}
	}
}

// lend calls to with a copy that has no room to grow and is worth nothing afterwards. An empty input is
// never handed over: no transport delivers nothing.
func lend(piece string, to func([]byte)) {
	if piece == "" {
		return
	}
	lent := make([]byte, len(piece))
	copy(lent, piece)
	defer func() {
		for i := range lent {
			lent[i] = poison
		}
	}()
	to(lent)
}
