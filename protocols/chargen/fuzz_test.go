package chargen_test

import (
	"bytes"
	"testing"

	"ravel/fakes"
	"ravel/protocols/chargen"
	"ravel/protocols/internal/script"
)

// FuzzChargen reads at any speed while it says anything: what is heard is the pattern, over and over.
func FuzzChargen(f *testing.F) {
	f.Add([]byte{1, 255, 0, 7}, []byte("thrown away"))
	f.Fuzz(func(t *testing.T, speeds, said []byte) {
		wire := connect(fakes.StringConfig{Hold: true})
		var heard []byte
		for i, speed := range speeds {
			if i < len(said) {
				wire.Feed(string(said[i : i+1]))
			}
			heard = append(heard, wire.Drain(int(speed)*97)...)
			wire.Turn()
			if most := 2 * len(chargen.Pattern()); wire.Buffered() > most {
				t.Fatalf("%d bytes wait for a slow reader, want at most %d", wire.Buffered(), most)
			}
		}
		pattern := chargen.Pattern()
		for want := heard; len(want) > 0; want = want[min(len(want), len(pattern)):] {
			if !bytes.HasPrefix(pattern, want[:min(len(want), len(pattern))]) {
				t.Fatalf("heard %q", heard)
			}
		}
	})
}

func TestWhatThePeerSaysChangesNothingAtEverySplit(t *testing.T) {
	script.EverySplit(t, "stop it\r\n", func(chunks [][]byte) {
		wire := connect(fakes.StringConfig{Hold: true})
		for _, c := range chunks {
			wire.Feed(string(c))
		}
		if got := wire.Drain(1000); !bytes.HasPrefix(chargen.Pattern(), got) || len(got) != 1000 {
			t.Fatalf("%q: heard %d bytes, %q", chunks, len(got), got)
		}
	})
}
