package endpoint

import (
	"fmt"
	"net/netip"
	"strings"
)

// textMax is how long an endpoint string can be.
const textMax = 64 << 10

// A Text is an endpoint string taken apart: "tcp:8007:interface=127.0.0.1".
//
// ':' separates, the first '=' of an argument ends its name, and '\' makes the next character an ordinary
// one. An IPv6 address in brackets at the beginning of an argument needs no '\' before its colons.
type Text struct {
	// Kind is what stands before the first ':'.
	Kind string
	// Args are the arguments in order.
	Args []Arg

	whole string
	rest  string // what stands behind the first ':', as it was given
}

// An Arg is one argument of an endpoint string. Its Name is "" if it has none.
type Arg struct{ Name, Value string }

// Parse takes s apart. The error is a StringError that is ErrSyntax.
func Parse(s string) (Text, error) {
	t := Text{whole: s}
	bad := func(why string, with ...any) (Text, error) {
		return t, &StringError{Text: s, Err: fmt.Errorf("%w: "+why, append([]any{ErrSyntax}, with...)...)}
	}
	if len(s) > textMax {
		t.whole = s[:shownMax] + "…"
		return t, &StringError{Text: t.whole, Err: fmt.Errorf("%w: longer than %d bytes", ErrSyntax, textMax)}
	}
	p := parser{left: s}
	first, err := p.arg()
	switch {
	case err != "":
		return bad("%s", err)
	case first.Name != "":
		return bad("it begins with %q in place of a kind", first.Name+"=")
	case first.Value == "":
		return bad("it has no kind")
	}
	t.Kind, t.rest = first.Value, p.left
	for p.more {
		a, err := p.arg()
		if err != "" {
			return bad("%s", err)
		}
		t.Args = append(t.Args, a)
	}
	return t, nil
}

// String is an endpoint string that Parse takes apart to the same.
func (t Text) String() string {
	var b strings.Builder
	b.WriteString(Quote(t.Kind))
	for _, a := range t.Args {
		b.WriteByte(':')
		if a.Name != "" {
			b.WriteString(Quote(a.Name))
			b.WriteByte('=')
		}
		b.WriteString(Quote(a.Value))
	}
	return b.String()
}

// Quote is s as an argument of an endpoint string: with '\' before ':', '=' and '\' (Twisted:
// quoteStringArgument, which leaves '=' alone).
func Quote(s string) string {
	return strings.NewReplacer(`\`, `\\`, `:`, `\:`, `=`, `\=`, `[`, `\[`).Replace(s)
}

// A parser takes one argument after another off the left of a string.
type parser struct {
	left string
	more bool // a ':' stood behind the last argument
}

func (p *parser) arg() (a Arg, err string) {
	var text strings.Builder
	named := false
	text.WriteString(p.address())
	for i := 0; i < len(p.left); i++ {
		switch c := p.left[i]; {
		case c == '\\':
			if i++; i == len(p.left) {
				return a, `it ends with a '\' that escapes nothing`
			}
			text.WriteByte(p.left[i])
		case c == ':':
			p.left, p.more = p.left[i+1:], true
			a.Value = text.String()
			return a, ""
		case c == '=' && !named:
			if text.Len() == 0 {
				return a, "an argument has an empty name"
			}
			named, a.Name = true, text.String()
			text.Reset()
		default:
			text.WriteByte(c)
		}
	}
	p.left, p.more = "", false
	a.Value = text.String()
	return a, ""
}

// address takes an IPv6 address in brackets, and returns it without them.
func (p *parser) address() string {
	if !strings.HasPrefix(p.left, "[") {
		return ""
	}
	inside, behind, found := strings.Cut(p.left[1:], "]")
	if ip, err := netip.ParseAddr(inside); !found || err != nil || !ip.Is6() || behind != "" && behind[0] != ':' {
		return ""
	}
	p.left = behind
	return inside
}
