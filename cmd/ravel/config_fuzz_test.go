package main

import (
	"errors"
	"regexp"
	"testing"
)

// located is what an error about a file begins with.
var located = regexp.MustCompile(`^c\.json:[1-9][0-9]*: `)

func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		`{"grace": "7s", "quiet": true, "services": [{"protocol": "finger", "listen": ["tcp:127.0.0.1:0"], "users": {"a": "b"}}]}`,
		"{\n\"logkeep\": 1e3, \"services\": []}", `{"services": [{"quote": "\ud800"}]}`, `{"a`, `[`, `{"grace": null}`, "\xff",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o := &serveOptions{places: map[string]string{}}
		err := o.parseConfig("c.json", text, o.flags(&repeated{}))
		var usage usageError
		switch {
		case err == nil:
			for _, p := range o.parts {
				if p.service.name == "" || len(p.listen) == 0 {
					t.Errorf("%q has a service %+v, which is none", text, p)
				}
			}
		case !errors.As(err, &usage) || !located.MatchString(err.Error()):
			t.Errorf("%q: %v, want it to say where it is wrong", text, err)
		}
	})
}
