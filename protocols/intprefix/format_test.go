package intprefix

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

// decode finds the strings of f in chunks and tells what it finds.
func decode(f Format, chunks [][]byte) (events []string) {
	d := f
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
		f     Format
		input string
		want  []string
	}{
		{"8 bits", Format{Width: Int8}, "\x03abc\x00\x01d\x02e", []string{`"abc"`, `""`, `"d"`}},
		{"16 bits", Format{Width: Int16}, "\x00\x03abc\x00\x00\x00\x01d\x00", []string{`"abc"`, `""`, `"d"`}},
		{"32 bits, the default", Format{}, "\x00\x00\x00\x03abc\x00\x00\x00\x01d\x00", []string{`"abc"`, `"d"`}},
		{"64 bits", Format{Width: Int64}, "\x00\x00\x00\x00\x00\x00\x00\x03abc\x00", []string{`"abc"`}},
		{"little endian", Format{Width: Int16, LittleEndian: true}, "\x03\x00abc\x00\x00\x01\x00d\x02\x00", []string{`"abc"`, `""`, `"d"`}},
		{"IN-02: strings before one that is too long", Format{Width: Int16, MaxLength: 3}, "\x00\x03abc\x00\x04abcd",
			[]string{`"abc"`, "string too long: 4 bytes, at most 3 are allowed"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			script.EverySplit(t, c.input, func(chunks [][]byte) {
				if got := decode(c.f, chunks); !slices.Equal(got, c.want) {
					t.Fatalf("%q: got %q, want %q", chunks, got, c.want)
				}
			})
		})
	}
}

func TestRefusedByThePrefixAlone(t *testing.T) { // IN-02
	for _, c := range []struct {
		f      Format
		prefix string
		length uint64
	}{
		{Format{Width: Int8, MaxLength: 5}, "\x06", 6},
		{Format{}, "\x00\x01\x86\xa0", 100000},
		{Format{Width: Int64}, "\xff\xff\xff\xff\xff\xff\xff\xff", math.MaxUint64},
		{Format{Width: Int64, MaxLength: math.MaxInt}, "\x80\x00\x00\x00\x00\x00\x00\x00", 1 << 63},
	} {
		d := c.f
		_, _, err := d.Next([]byte(c.prefix))
		var le *LengthError
		if !errors.As(err, &le) || le.Length != c.length || !errors.Is(err, ErrTooLong) {
			t.Errorf("%+v: %v", c.f, err)
		}
	}
	if _, n, err := (Format{}).Next([]byte("\x00\x01\x86\x9f")); n != 0 || err != nil {
		t.Errorf("99999 bytes are allowed: %v", err)
	}
}

func TestSendingIsBoundedByThePrefix(t *testing.T) { // IN-03
	f := Format{Width: Int8, MaxLength: 5}
	if p, err := f.Append(nil, make([]byte, 255)); err != nil || len(p) != 256 {
		t.Errorf("MaxLength is for receiving: %d bytes, %v", len(p), err)
	}
	if p, err := f.Append([]byte("dst"), make([]byte, 256)); string(p) != "dst" || !errors.Is(err, ErrTooLong) {
		t.Errorf("8 bits cannot say 256: %q, %v", p, err)
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	var d Format
	window := []byte("\x00\x00\x00\x01a")
	if n := testing.AllocsPerRun(100, func() { d.Next(window) }); n != 0 {
		t.Errorf("%v allocations a string", n)
	}
}

func TestAWidthThatIsNone(t *testing.T) {
	defer func() {
		if v := fmt.Sprint(recover()); !strings.Contains(v, "24 bits") {
			t.Errorf("panic %q", v)
		}
	}()
	Format{Width: 24}.Next(nil)
}

func FuzzDecoder(f *testing.F) {
	f.Add([]byte("\x03abc\x00\x01d\x02e"), uint8(0), 0, false)
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"), uint8(3), math.MaxInt, true)
	f.Fuzz(func(t *testing.T, input []byte, width uint8, max int, little bool) {
		if max < 0 {
			return
		}
		format := Format{Width: []Width{Int8, Int16, Int32, Int64}[width%4], LittleEndian: little, MaxLength: max}
		whole, single := decode(format, [][]byte{input}), decode(format, script.Bytes(string(input)))
		if !slices.Equal(whole, single) {
			t.Fatalf("in one piece %q, byte by byte %q", whole, single)
		}
		d := format
		for rest := input; ; {
			s, n, err := d.Next(rest)
			if n == 0 || err != nil {
				break
			}
			if back, err := format.Append(nil, s); err != nil || !bytes.Equal(back, rest[:n]) {
				t.Fatalf("%q was read as %q, which is sent as %q, %v", rest[:n], s, back, err)
			}
			rest = rest[n:]
		}
	})
}
