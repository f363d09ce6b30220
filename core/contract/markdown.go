package contract

import (
	"fmt"
	"strings"
)

// Markdown is the table as a page, docs/contract.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString(head)
	for i, r := range rows {
		if i == 0 || rows[i-1].Of != r.Of {
			fmt.Fprintf(&b, "\n## %s\n\n| id | in | event | verdict | sentence |\n|---|---|---|---|---|\n", strings.ToUpper(string(r.Of[:1]))+string(r.Of[1:]))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.ID, join(r.In), join(r.On), r.verdict(), r.Says)
	}
	return b.String()
}

const head = `# The contract

What a protocol may rely on, and what it owes. This page is the table of package core/contract, written
by its test. contract.Watch holds any protocol and transport to it; every spec of ours runs under it.

A row says of an event in a state that it *leads* to another state, *stays* in this one, is *never* to
come, or what *holds* when it comes.
`

func (r Row) verdict() string {
	switch r.Verdict {
	case Leads:
		return "leads to " + r.To.String()
	case Stays:
		return "stays"
	case Never:
		return "**never**"
	}
	return "holds"
}

func join[S fmt.Stringer](values []S) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = v.String()
	}
	return strings.Join(names, ", ")
}
