package core

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

var (
	// ErrBadName is what cannot be the name of a host.
	ErrBadName = errors.New("bad name")
	// ErrNameNotFound is a name that nobody has given to a host, or that has no address.
	ErrNameNotFound = errors.New("no such name")
)

// A NameError is a name that was not resolved.
type NameError struct {
	Name string
	Err  error
}

func (e *NameError) Error() string { return fmt.Sprintf("resolve %q: %v", e.Name, e.Err) }
func (e *NameError) Unwrap() error { return e.Err }

// A Resolver finds the addresses of names. It is called on the reactor's goroutine.
type Resolver interface {
	// Resolve is a Deferred of the addresses of name, in the order in which they are to be tried, at
	// least one. It fails with [ErrNameNotFound] if there is none; cancelling it gives up the search.
	// The slice is given. A resolver is asked for names as [CheckName] returns them.
	Resolve(name string) *Deferred[[]netip.Addr]
}

// Names resolves names on a reactor (Twisted: IReactorPluggableNameResolver).
type Names interface {
	// Resolve asks the resolver, which is given a limit of time. An IP address is answered as it is, and
	// "localhost" and what ends in ".localhost" with 127.0.0.1 and ::1 (RFC 6761 6.3), without asking.
	// The failure is a NameError: ErrBadName, ErrNameNotFound, ErrTimeout or what the resolver said.
	// Cancelling it cancels the resolver's Deferred. A shutdown cancels what is under way.
	Resolver
	// Resolver is the one in use, and SetResolver replaces it and returns the one before. nil is the
	// reactor's own. Searches under way stay with the resolver that they began with.
	Resolver() Resolver
	SetResolver(r Resolver) (before Resolver)
}

// ResolverOf is the Resolver that a reactor's names are resolved with: the reactor, if it has [Names]. A
// reactor without them has one that fails with ErrUnsupported.
func ResolverOf(reactor Clock) Resolver {
	if n, ok := reactor.(Names); ok {
		return n
	}
	return ResolverFunc(func(name string) *Deferred[[]netip.Addr] {
		return Failed[[]netip.Addr](&NameError{Name: name, Err: ErrUnsupported}).On(reactor)
	})
}

// ResolverFunc is a function as a Resolver.
type ResolverFunc func(name string) *Deferred[[]netip.Addr]

// Resolve calls f.
func (f ResolverFunc) Resolve(name string) *Deferred[[]netip.Addr] { return f(name) }

const (
	// RFC 1035 2.3.4: "labels 63 octets or less, names 255 octets or less"; as text, without the root,
	// that is 253.
	labelMax = 63
	nameMax  = 253
)

// CheckName returns name in lower case without the dot of the root, as resolvers know it, or an error that
// is ErrBadName and says why. It takes what hosts are called: labels of letters, digits, hyphens and
// underscores, the last of them not a number, since then it is a mistyped address.
func CheckName(name string) (string, error) {
	bad := func(why string) (string, error) {
		return "", &NameError{Name: name, Err: fmt.Errorf("%w: %s", ErrBadName, why)}
	}
	bare := strings.TrimSuffix(name, ".")
	switch {
	case bare == "":
		return bad("it is empty")
	case len(bare) > nameMax:
		return bad(fmt.Sprintf("it is longer than %d bytes", nameMax))
	}
	last := ""
	for label := range strings.SplitSeq(bare, ".") {
		if why := checkLabel(label); why != "" {
			return bad(why)
		}
		last = label
	}
	if strings.Trim(last, "0123456789") == "" {
		return bad("it ends in a number and is no IP address")
	}
	return strings.ToLower(bare), nil
}

// checkLabel says what is wrong with one label of a name, or nothing.
func checkLabel(label string) (why string) {
	switch {
	case label == "":
		return "a label is empty"
	case len(label) > labelMax:
		return fmt.Sprintf("a label is longer than %d bytes", labelMax)
	case label[0] == '-' || label[len(label)-1] == '-':
		return fmt.Sprintf("the label %q begins or ends with a hyphen", label)
	}
	for _, c := range []byte(label) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		case c >= 0x80:
			return "a letter is not ASCII: give the name in its xn-- form"
		default:
			return fmt.Sprintf("the character %q", c)
		}
	}
	return ""
}
