package stateful

import (
	"errors"
	"fmt"
)

// PieceMax is the longest piece in bytes, unless a Machine says otherwise.
const PieceMax = 1 << 20

// emptyMax is how many steps in a row may want no bytes. More of them are taken for an endless loop.
const emptyMax = 1000

var (
	// ErrTooLong is a step that wants more than PieceMax. A [SizeError] is one.
	ErrTooLong = errors.New("piece too long")
	// ErrStuck is more steps in a row that want no bytes than there can be use for.
	ErrStuck = errors.New("stateful: the steps want no bytes any more")
)

// A SizeError is a piece that is longer than allowed.
type SizeError struct {
	// Size is what a step wants.
	Size int
	// Max is the most that is allowed.
	Max int
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("piece too long: %d bytes, at most %d are allowed", e.Size, e.Max)
}

func (e *SizeError) Unwrap() error { return ErrTooLong }

// A Step is a state: it takes a piece, which is lent until return, and returns the next step and the
// number of bytes that one wants. A nil next means this step again, with the same number; size is not
// looked at then.
type Step func(piece []byte) (next Step, size int)

// A Machine is a step and the number of bytes it wants. It keeps no bytes.
type Machine struct {
	// PieceMax is the longest piece in bytes. Default 1 MiB.
	PieceMax int

	step  Step
	size  int
	empty int // steps in a row that wanted no bytes
}

// Start sets the first step, and the number of bytes that it wants. A nil step and a negative size
// panic, as they do when a step returns a negative size.
func (m *Machine) Start(first Step, size int) {
	if first == nil {
		panic("stateful: a machine needs a first step")
	}
	m.empty = 0
	m.to(first, size)
}

// Next is the piece at the beginning of window for the present step; whole is false if window is
// shorter than that. The error is a SizeError or ErrStuck, and the Machine is of no further use then.
// piece is a part of window; its bytes are used up once Take was called with it.
func (m *Machine) Next(window []byte) (piece []byte, whole bool, err error) {
	if longest := m.max(); m.size > longest {
		return nil, false, &SizeError{Size: m.size, Max: longest}
	}
	if m.empty > emptyMax {
		return nil, false, ErrStuck
	}
	if len(window) < m.size {
		return nil, false, nil
	}
	return window[:m.size], true, nil
}

// Take has the present step take piece, which Next returned, and goes to the step that it returns.
func (m *Machine) Take(piece []byte) {
	if len(piece) > 0 {
		m.empty = 0
	} else {
		m.empty++
	}
	if next, size := m.step(piece); next != nil {
		m.to(next, size)
	}
}

func (m *Machine) to(step Step, size int) {
	if size < 0 {
		panic(fmt.Sprintf("stateful: a step that wants %d bytes", size))
	}
	m.step, m.size = step, size
}

func (m *Machine) max() int {
	if m.PieceMax == 0 {
		return PieceMax
	}
	return m.PieceMax
}
