package matchers

import (
	"bytes"
	"strings"
	"testing"

	"github.com/onsi/gomega"
)

func TestHaveWrittenTakesWhatItMatched(t *testing.T) {
	l := &line{value: "one"}
	wantMatch(t, HaveWritten("two"), l, false, "Expected to have written\n    \"two\"\nbut it was\n    \"one\"\nthey part at byte 0: \"one\" in the place of \"two\"")
	wantMatch(t, HaveWritten("one"), l, true, "Expected not to have written\n    \"one\"")
	l.value += "two"
	wantMatch(t, HaveWritten([]byte("two")), l, true, "Expected not to have written\n    \"two\"")
	wantMatch(t, HaveWritten("two"), l, false, "Expected to have written\n    \"two\"\nbut it was\n    \"\"\nnothing was written")
	wantMatch(t, HaveWritten(""), l, true, "Expected not to have written\n    \"\"")
}

func TestHaveWrittenSaysWhereItParts(t *testing.T) {
	wantMatch(t, HaveWritten("abcd"), "ab", false, "Expected to have written\n    \"abcd\"\nbut it was\n    \"ab\"\n2 bytes are missing at the end: \"cd\"")
	wantMatch(t, HaveWritten("ab"), "abcd", false, "Expected to have written\n    \"ab\"\nbut it was\n    \"abcd\"\n2 bytes are too many at the end: \"cd\"")
	m := HaveWritten("x")
	m.Match(strings.Repeat("y", 1000))
	if got := m.FailureMessage(nil); !strings.Contains(got, "(1000 bytes)") || len(got) > 1000 {
		t.Errorf("a long value is cut: %s", got)
	}
}

func TestHaveWrittenWithAMatcher(t *testing.T) {
	l := &line{value: "HTTP/1.1 404"}
	m := HaveWritten(gomega.HavePrefix("HTTP/1.1 200"))
	if ok, err := m.Match(l); ok || err != nil || l.taken != 0 {
		t.Errorf("Match is %v, %v, and took %d bytes", ok, err, l.taken)
	}
	if got := m.FailureMessage(l); !strings.HasPrefix(got, "Of what was written:\nExpected\n    <string>: HTTP/1.1 404\nto have prefix") {
		t.Errorf("it says %s", got)
	}
	m = HaveWritten(gomega.HaveSuffix("404"))
	if ok, err := m.Match(l); !ok || err != nil || l.taken != len(l.value) {
		t.Errorf("Match is %v, %v, and took %d bytes", ok, err, l.taken)
	}
	if got := m.NegatedFailureMessage(l); !strings.Contains(got, "not to have suffix") {
		t.Errorf("it says %s", got)
	}
}

func TestHaveWrittenLooksAtAnythingThatHoldsBytes(t *testing.T) {
	for _, actual := range []any{"x", []byte("x"), bytes.NewBufferString("x"), only("x")} {
		if ok, err := HaveWritten("x").Match(actual); !ok || err != nil {
			t.Errorf("%T: %v, %v", actual, ok, err)
		}
	}
	wantPanic(t, "HaveWritten of a int", func() { HaveWritten(7) })
}

// only has Value and no more.
type only string

func (o only) Value() []byte { return []byte(o) }
