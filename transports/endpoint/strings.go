package endpoint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ravel/core"
)

// nestingMax is how deep endpoint strings can contain each other.
const nestingMax = 8

// A Kind says what to make of the arguments of one kind of endpoint string.
type Kind[E any] struct {
	// Params are the names of the arguments, in the order in which they can be given without a name.
	Params []string
	// Instead, if not nil, returns the Params for one particular string.
	Instead func(t Text) []string
	// Whole leaves the arguments alone: Make takes Rest.
	Whole bool
	// Make makes the endpoint. It need not look at what it has taken from a: if an argument is wrong
	// its result does not count. An error that is no StringError is one of the string as a whole.
	Make func(a *Args) (E, error)
}

// Strings are the kinds of endpoint strings that a program understands. Each map may be added to; a Strings
// that was made by Standard is its caller's own.
type Strings struct {
	Servers   map[string]Kind[core.ServerEndpoint]
	Clients   map[string]Kind[core.ClientEndpoint]
	Datagrams map[string]Kind[core.DatagramEndpoint]

	depth int
}

// Server understands s as a place to listen: "tcp:8007", "tcp:127.0.0.1:8007", "unix:/run/x:mode=600". The
// error is a StringError, and names the argument that is wrong.
func (s *Strings) Server(text string) (core.ServerEndpoint, error) {
	return understand(s, s.Servers, "a server", text)
}

// Client understands s as a way to somewhere: "tcp:example.org:80:timeout=5". The error is a StringError.
func (s *Strings) Client(text string) (core.ClientEndpoint, error) {
	return understand(s, s.Clients, "a client", text)
}

// Datagram understands s as a place for datagrams: "udp:53". The error is a StringError.
func (s *Strings) Datagram(text string) (core.DatagramEndpoint, error) {
	return understand(s, s.Datagrams, "datagrams", text)
}

func understand[E any](s *Strings, kinds map[string]Kind[E], role, text string) (none E, err error) {
	t, err := Parse(text)
	if err != nil {
		return none, err
	}
	k, known := kinds[t.Kind]
	if !known {
		there := strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")
		return none, &StringError{Text: text, Err: fmt.Errorf("%w %q for %s; there is %s", ErrUnknownKind, t.Kind, role, there)}
	}
	if s.depth == nestingMax {
		return none, &StringError{Text: text, Err: fmt.Errorf("%w: more than %d endpoints inside each other", ErrSyntax, nestingMax)}
	}
	deeper := *s
	deeper.depth++
	return k.understand(&deeper, t)
}

func (k Kind[E]) understand(s *Strings, t Text) (none E, err error) {
	params := k.Params
	if k.Instead != nil {
		if p := k.Instead(t); p != nil {
			params = p
		}
	}
	named := t
	if k.Whole {
		named.Args = nil
	}
	a := newArgs(s, named, params)
	e, err := k.Make(a)
	switch {
	case a.err != nil:
		return none, a.err
	case err != nil:
		return none, inString(t.whole, err)
	}
	return e, nil
}

// inString is err as an error of the string.
func inString(text string, err error) error {
	if e, ok := err.(*StringError); ok {
		return e
	}
	return &StringError{Text: text, Err: err}
}
