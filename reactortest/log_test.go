package reactortest

import (
	"slices"
	"strings"
	"testing"
)

func TestLogJoinsPieces(t *testing.T) {
	l := &Log{}
	l.Note("made")
	l.received("", []byte("ab"))
	l.received("", []byte("c"))
	l.Note("lost: %s", "done")
	l.received("", []byte("d"))
	want := []string{"made", `data "abc"`, "lost: done", `data "d"`}
	if got := l.Events(); !slices.Equal(got, want) {
		t.Errorf("pieces that follow one another are one event: got %q, want %q", got, want)
	}
	if n := l.Count("made"); n != 1 {
		t.Errorf("Count: got %d, want 1", n)
	}
}

func TestLogKeepsReceiversApart(t *testing.T) {
	l := &Log{}
	l.received("A ", []byte("a"))
	l.received("B ", []byte("b"))
	l.received("A ", []byte("a"))
	want := []string{`A data "a"`, `B data "b"`, `A data "a"`}
	if got := l.Events(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLogKeepsNoLoan(t *testing.T) {
	l := &Log{}
	lent := []byte("abc")
	l.received("", lent)
	clear(lent)
	if got := l.Events()[0]; got != `data "abc"` {
		t.Errorf("got %s, want what it was when it was lent", got)
	}
}

func TestLogCountsWhatIsLong(t *testing.T) {
	l := &Log{}
	l.received("", []byte(strings.Repeat("x", quotedMax)))
	if got := l.Events()[0]; !strings.HasPrefix(got, `data "xxx`) {
		t.Errorf("got %s, want it quoted", got)
	}
	l.received("", []byte("x"))
	if got := l.Events()[0]; got != "data 65 bytes" {
		t.Errorf("got %s, want it counted", got)
	}
}
