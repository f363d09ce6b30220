package line

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
)

// split runs s over chunks and tells what it finds.
func split(s Splitter, chunks [][]byte) (events []string) {
	var b framing.Buffer
	for _, c := range chunks {
		b.Lend(c)
		for {
			line, n, err := s.Next(b.Window())
			if err != nil {
				return append(events, err.Error())
			}
			if n == 0 {
				break
			}
			b.Consume(n)
			events = append(events, fmt.Sprintf("%q", line))
		}
		b.Keep()
	}
	return events
}

func TestLinesAtEverySplit(t *testing.T) {
	for _, c := range []struct {
		why   string
		s     Splitter
		input string
		want  []string
	}{
		{"the default ends lines with CR LF", Splitter{}, "ab\r\n\r\nc\r\nd", []string{`"ab"`, `""`, `"c"`}},
		{"a lone CR and a lone LF are data", Splitter{}, "a\rb\nc\r\r\n\n\r\n", []string{`"a\rb\nc\r"`, `"\n"`}},
		{"AcceptLF takes CR LF and LF, and one CR before LF", Splitter{AcceptLF: true}, "a\nb\r\n\nc\r\r\nd\r", []string{`"a"`, `"b"`, `""`, `"c\r"`}},
		{"any delimiter", Splitter{Delimiter: []byte("--")}, "a-b---c--", []string{`"a-b"`, `"-c"`}},
		{"MaxLength is inclusive and does not count the delimiter", Splitter{MaxLength: 3}, "123\r\n1234\r\n", []string{`"123"`, "line too long: more than 3 bytes"}},
		{"so with AcceptLF", Splitter{AcceptLF: true, MaxLength: 3}, "123\r\n123\n1234\n", []string{`"123"`, `"123"`, "line too long: more than 3 bytes"}},
		{"an overlong line need not end", Splitter{MaxLength: 3}, "1\r\n12345", []string{`"1"`, "line too long: more than 3 bytes"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			script.EverySplit(t, c.input, func(chunks [][]byte) {
				if got := split(c.s, chunks); !slices.Equal(got, c.want) {
					t.Fatalf("%q: got %q, want %q", chunks, got, c.want)
				}
			})
		})
	}
}

func TestTooLongIsKnownAtTheEarliestByte(t *testing.T) {
	s := Splitter{MaxLength: 5}
	if _, n, err := s.Next([]byte("123456")); n != 0 || err != nil {
		t.Fatalf("6 bytes may still be 5 and a delimiter short: %d, %v", n, err)
	}
	_, _, err := s.Next([]byte("1234567"))
	var le *LengthError
	if !errors.As(err, &le) || le.Max != 5 || !errors.Is(err, ErrTooLong) {
		t.Fatalf("7 bytes cannot be a line of 5 any more: %v", err)
	}
	if line, _, err := (&Splitter{MaxLength: math.MaxInt}).Next([]byte("x\r\n")); string(line) != "x" || err != nil {
		t.Fatalf("a limit that cannot be reached: %q, %v", line, err)
	}
}

// What was searched is overwritten with delimiters: a splitter that looked at it again would find them.
func TestNoByteIsSearchedTwice(t *testing.T) {
	for _, s := range []Splitter{{}, {AcceptLF: true}, {Delimiter: []byte("=====")}} {
		s.MaxLength = 1 << 20
		window := []byte{}
		for i := range 5000 {
			window = append(window, 'x')
			if _, n, err := s.Next(window); n != 0 || err != nil {
				t.Fatalf("found a line in bytes that were searched before, after %d: %v", i, err)
			}
			trap := []byte(strings.Repeat("\r\n=====", 1))
			for j := range max(0, len(window)-s.endMax()+1) {
				window[j] = trap[j%len(trap)]
			}
		}
	}
}

func TestAppendAndNextAreInverse(t *testing.T) {
	for _, s := range []Splitter{{}, {AcceptLF: true}, {Delimiter: []byte("aa")}} {
		for _, line := range []string{"", "x", "x\r", "x\r\ny", "x\ny", "xa", "aa", "\r"} {
			p, err := s.Append([]byte("dst"), []byte(line))
			if err != nil {
				if !errors.Is(err, ErrDelimiter) || string(p) != "dst" {
					t.Errorf("%q: %q, %v", line, p, err)
				}
				continue
			}
			back, n, err := s.Next(p[3:])
			if string(back) != line || n != len(p)-3 || err != nil {
				t.Errorf("%q was sent as %q and read as %q, %v", line, p, back, err)
			}
		}
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	window := []byte("a line\r\n")
	for _, s := range []*Splitter{{}, {AcceptLF: true}} {
		if n := testing.AllocsPerRun(100, func() { s.Next(window) }); n != 0 {
			t.Errorf("%v allocations a line", n)
		}
	}
}

func FuzzSplitter(f *testing.F) {
	f.Add([]byte("a\r\nb\n\r\r\nlonger than the limit\r\n"), uint8(7), true)
	f.Add([]byte("\r\n\r"), uint8(0), false)
	f.Fuzz(func(t *testing.T, input []byte, longest uint8, lf bool) {
		s := Splitter{MaxLength: int(longest), AcceptLF: lf}
		whole, single := split(s, [][]byte{input}), split(s, script.Bytes(string(input)))
		if !slices.Equal(whole, single) {
			t.Fatalf("in one piece %q, byte by byte %q", whole, single)
		}
		end := "\r\n"
		if lf {
			end = "\n"
		}
		var want []string
		for l := range bytes.SplitAfterSeq(input, []byte(end)) {
			line, ended := bytes.CutSuffix(l, []byte(end))
			if !ended || len(want) == len(whole) {
				break
			}
			if lf {
				line = bytes.TrimSuffix(line, []byte("\r"))
			}
			if len(line) > s.longest() {
				want = append(want, (&LengthError{s.longest()}).Error())
				break
			}
			want = append(want, fmt.Sprintf("%q", line))
		}
		if !slices.Equal(whole[:len(want)], want) {
			t.Fatalf("got %q, the plain way gives %q", whole, want)
		}
	})
}
