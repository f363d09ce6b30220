package netstring

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"ravel/protocols/framing"
	"ravel/protocols/internal/script"
)

// decode runs d over chunks and tells what it finds.
func decode(d Decoder, chunks [][]byte) (events []string) {
	var b framing.Buffer
	for _, c := range chunks {
		b.Lend(c)
		for {
			s, n, err := d.Next(b.Window())
			if err != nil {
				return append(events, err.Error())
			}
			if n == 0 {
				break
			}
			b.Consume(n)
			events = append(events, fmt.Sprintf("%q", s))
		}
		b.Keep()
	}
	return events
}

func TestStringsAtEverySplit(t *testing.T) {
	for _, c := range []struct {
		why   string
		max   int
		input string
		want  []string
	}{
		{"NS-01", 0, "5:hello,0:,3:a,b", []string{`"hello"`, `""`}},
		{"NS-01: a string may hold what ends one", 0, "0:,3:a,b,2::,,1", []string{`""`, `"a,b"`, `":,"`}},
		{"NS-03: good strings before a bad one", 0, "1:a,x1:b,", []string{`"a"`, `not a netstring: 'x' at byte 4, want a digit`}},
		{"no ',' behind the string", 0, "3:abcX", []string{`not a netstring: 'X' at byte 5, want the ',' behind the string`}},
		{"MaxLength is inclusive", 5, "5:abcde,6:", []string{`"abcde"`, `netstring too long: '6' at byte 8, want a length of at most 5`}},
	} {
		t.Run(c.why, func(t *testing.T) {
			script.EverySplit(t, c.input, func(chunks [][]byte) {
				if got := decode(Decoder{MaxLength: c.max}, chunks); !slices.Equal(got, c.want) {
					t.Fatalf("%q: got %q, want %q", chunks, got, c.want)
				}
			})
		})
	}
}

func TestRefusedAtTheEarliestByte(t *testing.T) { // NS-02
	for _, c := range []struct {
		max  int
		good string // not refused yet
		bad  byte
		is   error
	}{
		{0, "", 'a', ErrSyntax}, {0, "", ':', ErrSyntax}, {0, "", '-', ErrSyntax}, {0, "", ' ', ErrSyntax},
		{0, "0", '1', ErrSyntax}, {0, "0", '0', ErrSyntax}, {0, "3", ',', ErrSyntax},
		{0, "3:abc", 'X', ErrSyntax}, {0, "99999", '0', ErrTooLong}, {0, "10000", '0', ErrTooLong},
		{5, "", '6', ErrTooLong}, {5, "5", '0', ErrTooLong},
		{math.MaxInt, "9223372036854775", '9', nil},
		{math.MaxInt, "922337203685477579", '9', ErrTooLong},
	} {
		d := Decoder{MaxLength: c.max}
		if _, n, err := d.Next([]byte(c.good)); n != 0 || err != nil {
			t.Errorf("%q may go on well: %v", c.good, err)
		}
		_, _, err := d.Next([]byte(c.good + string(c.bad)))
		if c.is == nil && err == nil {
			continue
		}
		var se *SyntaxError
		if !errors.As(err, &se) || se.Offset != int64(len(c.good)) || se.Found != c.bad || !errors.Is(err, c.is) || !errors.Is(err, ErrSyntax) {
			t.Errorf("%q then %q: %v", c.good, c.bad, err)
		}
	}
}

// The digits are overwritten once they were read: a decoder that read them again would stumble.
func TestNoByteIsReadTwice(t *testing.T) {
	var d Decoder
	window := []byte{}
	for i, c := range []byte("12:abcdefghijkl,") {
		window = append(window, c)
		s, n, err := d.Next(window)
		if err != nil || (n != 0) != (i == 15) {
			t.Fatalf("after %d bytes: %q, %d, %v", i+1, s, n, err)
		}
		if n != 0 && string(s) != "abcdefghijkl" {
			t.Fatalf("got %q", s)
		}
		if i < 3 {
			window[i] = '!'
		}
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	var d Decoder
	window := []byte("5:hello,")
	if n := testing.AllocsPerRun(100, func() { d.Next(window) }); n != 0 {
		t.Errorf("%v allocations a string", n)
	}
}

func FuzzDecoder(f *testing.F) {
	f.Add([]byte("5:hello,0:,3:a,b,"), 99)
	f.Add([]byte("01:x,"), 5)
	f.Add([]byte("99999999999999999999:"), math.MaxInt)
	f.Fuzz(func(t *testing.T, input []byte, max int) {
		if max < 0 {
			return
		}
		d := Decoder{MaxLength: max}
		whole, single := decode(d, [][]byte{input}), decode(d, script.Bytes(string(input)))
		if !slices.Equal(whole, single) {
			t.Fatalf("in one piece %q, byte by byte %q", whole, single)
		}
		// What was understood is what Append makes of it.
		for rest := input; ; {
			s, n, err := d.Next(rest)
			if n == 0 || err != nil {
				break
			}
			if !bytes.Equal(Append(nil, s), rest[:n]) {
				t.Fatalf("%q was read as %q", rest[:n], s)
			}
			rest = rest[n:]
		}
	})
}
