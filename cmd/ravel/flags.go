package main

import (
	"flag"
	"fmt"
	"strings"
	"time"
)

// A flag's usage is "VALUE|what it is for", or of a switch only what it is for.

// describe is the name of f's value, or "" of a switch, and what f is for.
func describe(f *flag.Flag) (value, usage string) {
	value, usage, found := strings.Cut(f.Usage, "|")
	if !found {
		return "", f.Usage
	}
	return value, usage
}

// isSwitch reports whether f stands without a value.
func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// set gives f a value. The error has the value, and says what it should have been.
func set(fs *flag.FlagSet, f *flag.Flag, value string) error {
	err := fs.Set(f.Name, value)
	if err == nil {
		return nil
	}
	want := err.Error()
	if g, ok := f.Value.(flag.Getter); ok {
		switch g.Get().(type) {
		case time.Duration:
			want = "is no time such as 500ms, 5s or 1m30s"
		case int, int64:
			want = "is no whole number"
		case uint64:
			want = "is no whole number from 0 to 18446744073709551615"
		case bool:
			want = "is neither true nor false"
		}
	}
	return fmt.Errorf("%q %s", value, want)
}

// flagColumn is where in a help what a flag is for begins.
const flagColumn = 27

// helpFlags lists some flags of fs under a title. One that is not there panics.
func helpFlags(fs *flag.FlagSet, title string, names ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s:\n", title)
	for _, name := range names {
		f := fs.Lookup(name)
		if f == nil {
			panic("no flag --" + name)
		}
		value, usage := describe(f)
		head := strings.TrimSpace("--" + name + " " + value)
		switch f.DefValue {
		case "", "0", "0s", "false":
		default:
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(&b, "  %-*s %s\n", flagColumn-3, head, usage)
	}
	return b.String()
}
