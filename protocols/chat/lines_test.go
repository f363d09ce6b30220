package chat

import (
	"bytes"
	"strings"
	"testing"
)

func TestParseLine(t *testing.T) {
	for _, c := range []struct {
		line string
		want Line
	}{
		{"What's your name?", Line{Kind: Question}},
		{"Name taken, please choose another.", Line{Kind: Taken}},
		{"Name not allowed, please choose another.", Line{Kind: NotAllowed}},
		{"The room is full.", Line{Kind: Full}},
		{"Welcome, ada!", Line{Kind: Welcome, Name: []byte("ada")}},
		{"Welcome, a!!", Line{Kind: Welcome, Name: []byte("a!")}},
		{"<ada> hello", Line{Kind: Message, Name: []byte("ada"), Text: []byte("hello")}},
		{"<ada> <bob> hi", Line{Kind: Message, Name: []byte("ada"), Text: []byte("<bob> hi")}},
		{"<ada> ", Line{Kind: Message, Name: []byte("ada")}},
		{"<ada>hello", Line{}},
		{"<> hello", Line{}},
		{"Welcome, !", Line{}},
		{"hello", Line{}},
		{"", Line{}},
	} {
		got := ParseLine([]byte(c.line))
		if got.Kind != c.want.Kind || !bytes.Equal(got.Name, c.want.Name) || !bytes.Equal(got.Text, c.want.Text) {
			t.Errorf("%q: %+v, want %+v", c.line, got, c.want)
		}
	}
}

func TestNameAllowed(t *testing.T) {
	for name, want := range map[string]bool{
		"ada": true, "Ada L.": true, "\u00e9ric": true, "<ada": true, strings.Repeat("x", 64): true,
		"": false, strings.Repeat("x", 65): false, "a\tb": false, "a\x1b[2J": false, "a> b": false,
	} {
		if nameAllowed([]byte(name)) != want {
			t.Errorf("%q: %v, want %v", name, !want, want)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	for _, s := range []string{question, taken, notAllowed, full, "Welcome, ada!", "<ada> hello", "<a> <b> c", "<"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		l := ParseLine(line)
		if l.Kind != Unknown && !bytes.Equal(l.Append(nil), line) {
			t.Fatalf("%q is %+v, which is sent as %q", line, l, l.Append(nil))
		}
	})
}
