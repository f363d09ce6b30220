package finger

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestParseQuery(t *testing.T) {
	for _, c := range []struct {
		line string
		want Query
	}{
		{"", Query{}},
		{"moshez", Query{User: "moshez"}},
		{"/W", Query{Whois: true}},
		{"/W moshez", Query{Whois: true, User: "moshez"}},
		{"/w   moshez  ", Query{Whois: true, User: "moshez"}},
		{" Moshe Z ", Query{User: "Moshe Z"}},
		{"/Wmoshez", Query{User: "/Wmoshez"}},
		{"@host", Query{Hosts: []string{"host"}}},
		{"moshez@a@b", Query{User: "moshez", Hosts: []string{"a", "b"}}},
		{"/W moshez@a", Query{Whois: true, User: "moshez", Hosts: []string{"a"}}},
		{"/W @a", Query{Whois: true, Hosts: []string{"a"}}},
	} {
		if got, err := ParseQuery([]byte(c.line)); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %+v, %v, want %+v", c.line, got, err, c.want)
		}
	}
}

func TestQueriesThatAreNone(t *testing.T) {
	for line, why := range map[string]string{
		"user@":                        "no host",
		"user@@host":                   "no host",
		"a\x1b[2J":                     "control character at byte 1",
		strings.Repeat("x", 513):       "past the limit",
		"u" + strings.Repeat("@h", 17): "17 hosts",
	} {
		_, err := ParseQuery([]byte(line))
		var qe *QueryError
		if !errors.As(err, &qe) || !errors.Is(err, ErrQuery) || !strings.Contains(qe.Why, why) {
			t.Errorf("%q: %v, want %q", line, err, why)
		}
	}
	if _, err := ParseQuery([]byte(strings.Repeat("x", QueryMax))); err != nil {
		t.Errorf("the limit is inclusive: %v", err)
	}
}

func TestClean(t *testing.T) {
	if got := Clean([]byte("ok\r\n\x1b[31m\ttab\xff\x00 caf\u00e9\u009b\r\n")); got != "ok\n[31m\ttab caf\u00e9\n" {
		t.Errorf("got %q", got)
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"", "/W", "/W user", "user@a@b", "/W @a", "user@"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		q, err := ParseQuery(line)
		if err != nil {
			if !errors.Is(err, ErrQuery) {
				t.Fatalf("%q: %v is no ErrQuery", line, err)
			}
			return
		}
		again, err := ParseQuery([]byte(q.String()))
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%q is %+v, sent as %q and read as %+v, %v", line, q, q, again, err)
		}
	})
}
