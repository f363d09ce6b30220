package stateful

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
)

// record is a kind, a length of two bytes for kind 'L' and of one byte for any other, and the bytes.
type record struct {
	events []string
	kind   byte
}

func (r *record) header(p []byte) (Step, int) {
	if r.kind = p[0]; r.kind == 'L' {
		return r.length, 2
	}
	return r.length, 1
}

func (r *record) length(p []byte) (Step, int) {
	if len(p) == 2 {
		return r.body, int(binary.BigEndian.Uint16(p))
	}
	return r.body, int(p[0])
}

func (r *record) body(p []byte) (Step, int) {
	r.events = append(r.events, fmt.Sprintf("%c %q", r.kind, p))
	return r.header, 1
}

// read gives chunks to the machine.
func read(longest int, chunks [][]byte) []string {
	r := &record{}
	m := Machine{PieceMax: longest}
	m.Start(r.header, 1)
	var b framing.Buffer
	for _, c := range chunks {
		b.Lend(c)
		for {
			piece, whole, err := m.Next(b.Window())
			if err != nil {
				return append(r.events, err.Error())
			}
			if !whole {
				break
			}
			b.Consume(len(piece))
			m.Take(piece)
		}
		b.Keep()
	}
	return r.events
}

func TestStepsAtEverySplit(t *testing.T) {
	for _, c := range []struct {
		why   string
		input string
		want  []string
	}{
		{"each step says how long the next piece is", "S\x03abcL\x00\x02deS\x01", []string{`S "abc"`, `L "de"`}},
		{"a step that wants no bytes runs with those before it", "S\x00L\x00\x00S\x00", []string{`S ""`, `L ""`, `S ""`}},
		{"a piece past PieceMax, behind a good one", "S\x05abcdeS\x06", []string{`S "abcde"`, "piece too long: 6 bytes, at most 5 are allowed"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			script.EverySplit(t, c.input, func(chunks [][]byte) {
				if got := read(5, chunks); !slices.Equal(got, c.want) {
					t.Fatalf("%q: got %q, want %q", chunks, got, c.want)
				}
			})
		})
	}
}

func TestNilIsTheSameStepAgain(t *testing.T) {
	var got []string
	var m Machine
	m.Start(func(p []byte) (Step, int) { got = append(got, string(p)); return nil, 99 }, 2)
	for _, window := range []string{"aa", "b", "bb"} {
		if piece, whole, _ := m.Next([]byte(window)); whole {
			m.Take(piece)
		}
	}
	if !slices.Equal(got, []string{"aa", "bb"}) {
		t.Fatalf("took %q", got)
	}
}

func TestStepsThatWantNothingForEver(t *testing.T) {
	var m Machine
	steps := 0
	m.Start(func([]byte) (Step, int) { steps++; return nil, 0 }, 0)
	for {
		piece, _, err := m.Next(nil)
		if err != nil {
			if !errors.Is(err, ErrStuck) || steps != emptyMax+1 {
				t.Fatalf("after %d steps: %v", steps, err)
			}
			return
		}
		m.Take(piece)
	}
}

func TestSizeErrorSaysWhatWasWanted(t *testing.T) {
	var m Machine
	m.Start(func([]byte) (Step, int) { return nil, 0 }, PieceMax+1)
	_, _, err := m.Next(nil)
	var se *SizeError
	if !errors.As(err, &se) || se.Size != PieceMax+1 || se.Max != PieceMax || !errors.Is(err, ErrTooLong) {
		t.Fatalf("got %v", err)
	}
}

func TestStepsThatCannotBe(t *testing.T) {
	for want, f := range map[string]func(){
		"needs a first step": func() { new(Machine).Start(nil, 1) },
		"wants -1 bytes":     func() { new(Machine).Start((&record{}).header, -1) },
	} {
		func() {
			defer func() {
				if v := fmt.Sprint(recover()); !strings.Contains(v, want) {
					t.Errorf("panic %q, want %q", v, want)
				}
			}()
			f()
		}()
	}
}

func FuzzMachine(f *testing.F) {
	f.Add([]byte("S\x03abcL\x00\x02deS\x00"), uint8(5))
	f.Fuzz(func(t *testing.T, input []byte, longest uint8) {
		whole, single := read(int(longest), [][]byte{input}), read(int(longest), script.Bytes(string(input)))
		if !slices.Equal(whole, single) {
			t.Fatalf("in one piece %q, byte by byte %q", whole, single)
		}
	})
}
