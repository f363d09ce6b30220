package core_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"ravel/core"
)

func TestCheckName(t *testing.T) {
	label, long := strings.Repeat("a", 63), strings.Repeat("a.", 126)+"a"
	for _, c := range []struct{ name, is, why string }{
		{"example.org", "example.org", ""},
		{"Example.ORG.", "example.org", ""},
		{"host_1", "host_1", ""},
		{"xn--bcher-kva.example", "xn--bcher-kva.example", ""},
		{"1and1.com", "1and1.com", ""},
		{label, label, ""},
		{long, long, ""},
		{"", "", "it is empty"},
		{".", "", "it is empty"},
		{long + "a", "", "it is longer than 253 bytes"},
		{label + "a.org", "", "a label is longer than 63 bytes"},
		{"a..b", "", "a label is empty"},
		{".a", "", "a label is empty"},
		{"-a.org", "", `the label "-a" begins or ends with a hyphen`},
		{"a-.org", "", `the label "a-" begins or ends with a hyphen`},
		{"bücher.example", "", "a letter is not ASCII: give the name in its xn-- form"},
		{"two words", "", "the character ' '"},
		{"a\x00b", "", `the character '\x00'`},
		{"example.org:80", "", "the character ':'"},
		{"10.0.0.256", "", "it ends in a number and is no IP address"},
		{"127.1", "", "it ends in a number and is no IP address"},
	} {
		is, err := core.CheckName(c.name)
		if is != c.is {
			t.Errorf("%q is %q, want %q", c.name, is, c.is)
		}
		switch {
		case c.why == "" && err != nil:
			t.Errorf("%q: %v", c.name, err)
		case c.why != "" && (!errors.Is(err, core.ErrBadName) || !strings.HasSuffix(err.Error(), c.why)):
			t.Errorf("%q: got %v, want a bad name since %s", c.name, err, c.why)
		}
	}
}

func TestResolverOfAReactorWithoutNames(t *testing.T) {
	_, err, _ := core.ResolverOf(bareClock{}).Resolve("example.org").AddErrback(func(err error) ([]netip.Addr, error) {
		if !errors.Is(err, core.ErrUnsupported) || err.Error() != `resolve "example.org": not supported here` {
			t.Errorf("got %v, want the sentence that nothing is resolved here", err)
		}
		return nil, nil
	}).Result()
	if err != nil {
		t.Error(err)
	}
}
