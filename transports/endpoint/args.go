package endpoint

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"time"
)

// Args are the arguments of one endpoint string as its kind takes them. The first one that is wrong is
// remembered and decides what becomes of the string, so that a Kind can take all it wants and look at
// nothing but the values.
type Args struct {
	// Strings are the kinds that the string was understood with, for kinds that have strings in their
	// arguments.
	Strings *Strings

	text  Text
	given map[string]string
	err   error
}

// newArgs gives each argument its name.
func newArgs(s *Strings, t Text, params []string) *Args {
	a := &Args{Strings: s, text: t, given: make(map[string]string)}
	if len(params) == 0 && len(t.Args) == 1 && t.Args[0] == (Arg{}) {
		return a // "stdio:"
	}
	place := 0
	for i, arg := range t.Args {
		name := arg.Name
		switch {
		case name != "" && !slices.Contains(params, name):
			a.Bad(name, ErrUnexpectedArgument)
			continue
		case name == "" && place == len(params):
			a.Bad(fmt.Sprintf("#%d (%q)", i+1, arg.Value), ErrUnexpectedArgument)
			continue
		case name == "":
			name = params[place]
			place++
		}
		if _, twice := a.given[name]; twice {
			a.Bad(name, ErrRepeatedArgument)
		}
		a.given[name] = arg.Value
	}
	return a
}

// Bad says that an argument is wrong.
func (a *Args) Bad(name string, err error) {
	if a.err == nil {
		a.err = &StringError{Text: a.text.whole, Argument: name, Err: err}
	}
}

// Rest is everything behind the kind, as it was given.
func (a *Args) Rest() string { return a.text.rest }

// Given reports whether there is an argument of that name.
func (a *Args) Given(name string) bool {
	_, given := a.given[name]
	return given
}

// String is an argument, or standard if it is not given.
func (a *Args) String(name, standard string) string {
	if v, given := a.given[name]; given {
		return v
	}
	return standard
}

// Required is an argument that has to be given, and not empty.
func (a *Args) Required(name string) string {
	v := a.given[name]
	if v == "" {
		a.Bad(name, ErrMissingArgument)
	}
	return v
}

// Int is a number from low to high, or standard.
func (a *Args) Int(name string, standard, low, high int) int {
	v, given := a.given[name]
	if !given {
		return standard
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		a.Bad(name, fmt.Errorf("%w: %q is not a number from %d to %d", ErrBadValue, v, low, high))
	}
	return n
}

// Port is a port number that has to be given.
func (a *Args) Port(name string) uint16 {
	a.Required(name)
	return uint16(a.Int(name, 0, 0, math.MaxUint16))
}

// Duration is a number of seconds, or standard. It is never negative.
func (a *Args) Duration(name string, standard time.Duration) time.Duration {
	v, given := a.given[name]
	if !given {
		return standard
	}
	s, err := strconv.ParseFloat(v, 64)
	if err != nil || !(s >= 0 && s <= float64(math.MaxInt64/time.Second)/2) {
		a.Bad(name, fmt.Errorf("%w: %q is not a number of seconds", ErrBadValue, v))
		return standard
	}
	return time.Duration(s * float64(time.Second))
}

// Timeout is Duration for a configuration in which 0 is the default: no time at all becomes the least.
func (a *Args) Timeout(name string) time.Duration {
	if !a.Given(name) {
		return 0
	}
	return max(a.Duration(name, 0), 1)
}

// Bool is 0, 1, false, true and what else strconv.ParseBool knows, or standard.
func (a *Args) Bool(name string, standard bool) bool {
	v, given := a.given[name]
	if !given {
		return standard
	}
	b, err := strconv.ParseBool(v)
	if err != nil {
		a.Bad(name, fmt.Errorf("%w: %q is neither 0 nor 1", ErrBadValue, v))
	}
	return b
}

// Mode is the mode of a file as an octal number, or standard.
func (a *Args) Mode(name string, standard fs.FileMode) fs.FileMode {
	v, given := a.given[name]
	if !given {
		return standard
	}
	n, err := strconv.ParseUint(v, 8, 32)
	if err != nil || n > 0o777 {
		a.Bad(name, fmt.Errorf("%w: %q is not an octal mode up to 777", ErrBadValue, v))
	}
	return fs.FileMode(n)
}
