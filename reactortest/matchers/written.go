package matchers

import (
	"bytes"
	"fmt"

	"github.com/onsi/gomega/types"
)

// written is what remembers what was written to it.
type written interface{ Value() []byte }

// taken is a written that also remembers how much of it was taken.
type taken interface {
	// Untaken is what was written since the last Take.
	Untaken() []byte
	Take() []byte
}

// HaveWritten succeeds if exactly expected was written: a string or []byte, or a matcher for it as a string
// (HaveWritten(HavePrefix("HTTP/1.1 200"))).
//
// What it is asked of is a transport of package fakes, or anything that has Value() []byte or
// Bytes() []byte, or is a []byte or string. On a transport of fakes a success takes what was written, and
// the next HaveWritten sees what came after it; HaveWritten("") says that nothing came.
func HaveWritten(expected any) types.GomegaMatcher {
	switch expected.(type) {
	case string, []byte, types.GomegaMatcher:
		return &writtenMatcher{expected: expected}
	}
	panic(fmt.Sprintf("matchers: HaveWritten of a %T: want a string, a []byte or a matcher", expected))
}

type writtenMatcher struct {
	expected any
	got      []byte // by the last Match
}

// Match implements types.GomegaMatcher.
func (m *writtenMatcher) Match(actual any) (bool, error) {
	got, err := writtenTo(actual)
	if err != nil {
		return false, err
	}
	m.got = bytes.Clone(got)
	ok, err := m.matches()
	if t, takes := actual.(taken); takes && ok && err == nil {
		t.Take()
	}
	return ok, err
}

func (m *writtenMatcher) matches() (bool, error) {
	switch want := m.expected.(type) {
	case types.GomegaMatcher:
		return want.Match(string(m.got))
	case []byte:
		return bytes.Equal(m.got, want), nil
	}
	return string(m.got) == m.expected, nil
}

// writtenTo is what the matcher looks at.
func writtenTo(actual any) ([]byte, error) {
	switch t := actual.(type) {
	case taken:
		return t.Untaken(), nil
	case written:
		return t.Value(), nil
	case interface{ Bytes() []byte }:
		return t.Bytes(), nil
	case []byte:
		return t, nil
	case string:
		return []byte(t), nil
	}
	return nil, fmt.Errorf("nothing tells what was written to a %T", actual)
}

// FailureMessage implements types.GomegaMatcher.
func (m *writtenMatcher) FailureMessage(any) string {
	if inner, ok := m.expected.(types.GomegaMatcher); ok {
		return "Of what was written:\n" + inner.FailureMessage(string(m.got))
	}
	want := []byte(fmt.Sprintf("%s", m.expected))
	return fmt.Sprintf("Expected to have written\n    %s\nbut it was\n    %s\n%s", quote(want), quote(m.got), differ(m.got, want))
}

// NegatedFailureMessage implements types.GomegaMatcher.
func (m *writtenMatcher) NegatedFailureMessage(any) string {
	if inner, ok := m.expected.(types.GomegaMatcher); ok {
		return "Of what was written:\n" + inner.NegatedFailureMessage(string(m.got))
	}
	return fmt.Sprintf("Expected not to have written\n    %s", quote(m.got))
}

// differ says where two inputs part.
func differ(got, want []byte) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	switch {
	case len(got) == 0:
		return "nothing was written"
	case i == len(got):
		return fmt.Sprintf("%d bytes are missing at the end: %s", len(want)-i, quote(want[i:]))
	case i == len(want):
		return fmt.Sprintf("%d bytes are too many at the end: %s", len(got)-i, quote(got[i:]))
	}
	return fmt.Sprintf("they part at byte %d: %s in the place of %s", i, quote(got[i:]), quote(want[i:]))
}

// quoteMax is how many bytes a message quotes.
const quoteMax = 200

// quote is p in quotes, cut at quoteMax.
func quote(p []byte) string {
	if len(p) > quoteMax {
		return fmt.Sprintf("%q… (%d bytes)", p[:quoteMax], len(p))
	}
	return fmt.Sprintf("%q", p)
}
