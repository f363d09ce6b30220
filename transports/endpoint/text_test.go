package endpoint

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestStringsAreTakenApart(t *testing.T) {
	for text, want := range map[string]Text{
		"tcp:80":                     {Kind: "tcp", Args: []Arg{{"", "80"}}},
		"stdio:":                     {Kind: "stdio", Args: []Arg{{"", ""}}},
		"stdio":                      {Kind: "stdio"},
		"tcp:host=h:port=1":          {Kind: "tcp", Args: []Arg{{"host", "h"}, {"port", "1"}}},
		`unix:/a\:b\\c`:              {Kind: "unix", Args: []Arg{{"", `/a:b\c`}}},
		`unix:/a\=b`:                 {Kind: "unix", Args: []Arg{{"", `/a=b`}}},
		"x:a=b=c":                    {Kind: "x", Args: []Arg{{"a", "b=c"}}}, // only the first '=' counts
		`tcp6:80:interface=\:\:1`:    {Kind: "tcp6", Args: []Arg{{"", "80"}, {"interface", "::1"}}},
		"tcp6:[::1]:80":              {Kind: "tcp6", Args: []Arg{{"", "::1"}, {"", "80"}}},
		"unix:[a:b]":                 {Kind: "unix", Args: []Arg{{"", "[a"}, {"", "b]"}}}, // no address
		"tcp::0":                     {Kind: "tcp", Args: []Arg{{"", ""}, {"", "0"}}},
		"x:a=":                       {Kind: "x", Args: []Arg{{"a", ""}}},
		`tls:h:1:endpoint=tcp\:h\:1`: {Kind: "tls", Args: []Arg{{"", "h"}, {"", "1"}, {"endpoint", "tcp:h:1"}}},
	} {
		got, err := Parse(text)
		if err != nil || got.Kind != want.Kind || !reflect.DeepEqual(got.Args, want.Args) {
			t.Errorf("Parse(%q) = %q %q, %v; want %q %q", text, got.Kind, got.Args, err, want.Kind, want.Args)
		}
	}
}

func TestStringsWithBadSyntax(t *testing.T) {
	for text, says := range map[string]string{
		"":                                    "it has no kind",
		":80":                                 "it has no kind",
		"a=b":                                 "in place of a kind",
		`tcp:80\`:                             "escapes nothing",
		"tcp:=80":                             "an empty name",
		"tcp:" + strings.Repeat("x", textMax): "longer than",
	} {
		_, err := Parse(text)
		var e *StringError
		if !errors.Is(err, ErrSyntax) || !errors.As(err, &e) || !strings.Contains(err.Error(), says) {
			t.Errorf("Parse(%.20q): %v, want it to say %q", text, err, says)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"tcp:80", `unix:/a\:b`, "tcp6:[::1]:80", "x:a=b=c:=", `x\`, "x:[:[", `x:\[a`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(got.String())
		if err != nil || again.Kind != got.Kind || !reflect.DeepEqual(again.Args, got.Args) {
			t.Fatalf("%q is %q %q; as %q it is %q %q, %v", s, got.Kind, got.Args, got, again.Kind, again.Args, err)
		}
	})
}

// The log EP-01: what is quoted is one argument, whatever it is.
func FuzzQuote(f *testing.F) {
	f.Add(`a:b=c\d[::1]`)
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > textMax/4 {
			return
		}
		got, err := Parse("kind:" + Quote(s))
		if err != nil || len(got.Args) != 1 || got.Args[0] != (Arg{"", s}) {
			t.Fatalf("%q quoted is %q, %v", s, got.Args, err)
		}
	})
}
