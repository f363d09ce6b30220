package finger

import (
	"errors"
	"fmt"
	"strings"
)

// QueryMax is the longest query in bytes, without its line end.
const QueryMax = 512

// hostsMax is how many hosts a query may name.
const hostsMax = 16

// ErrQuery is a query that RFC 1288 does not know. A [QueryError] is one.
var ErrQuery = errors.New("not a finger query")

// A QueryError is a query that is wrong.
type QueryError struct {
	Query string
	// Why says what is wrong.
	Why string
}

func (e *QueryError) Error() string { return fmt.Sprintf("%v: %q: %s", ErrQuery, e.Query, e.Why) }
func (e *QueryError) Unwrap() error { return ErrQuery }

// A Query is what one side asks of the other. RFC 1288 2.3:
//
//	{Q1} ::= [{W}|{W}{S}{U}]{C}
//	{Q2} ::= [{W}{S}][{U}]{H}{C}
//	{H}  ::= @hostname | @hostname{H}
//	{W}  ::= /W
//
// A user's name without /W is understood as well, since every client sends it so.
type Query struct {
	// Whois asks for more: RFC 1288 2.5.4.
	Whois bool
	// User is whom the query is about; "" asks for the list of users.
	User string
	// Hosts are to forward the query, the last one first.
	Hosts []string
}

// ParseQuery reads a query, without its line end. Spaces around its parts are left out, and /w is
// read as /W. The error is a QueryError.
func ParseQuery(line []byte) (Query, error) {
	if len(line) > QueryMax {
		return Query{}, &QueryError{string(line[:QueryMax]), "it goes on past the limit"}
	}
	text := string(line)
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 {
		return Query{}, &QueryError{text, fmt.Sprintf("a control character at byte %d", i)}
	}
	rest := strings.Trim(text, " ")
	var q Query
	if word, more, _ := strings.Cut(rest, " "); strings.EqualFold(word, "/W") {
		q.Whois, rest = true, strings.TrimLeft(more, " ")
	}
	parts := strings.Split(rest, "@")
	q.User = strings.TrimRight(parts[0], " ")
	if len(parts)-1 > hostsMax {
		return Query{}, &QueryError{text, fmt.Sprintf("%d hosts, at most %d are read", len(parts)-1, hostsMax)}
	}
	for _, host := range parts[1:] {
		if host = strings.Trim(host, " "); host == "" {
			return Query{}, &QueryError{text, "no host behind an '@'"}
		}
		q.Hosts = append(q.Hosts, host)
	}
	return q, nil
}

// Append appends the query and its line end to dst.
func (q Query) Append(dst []byte) []byte { return append(append(dst, q.String()...), "\r\n"...) }

// String is the query without its line end.
func (q Query) String() string {
	var b strings.Builder
	if q.Whois {
		b.WriteString("/W")
		if q.User != "" || len(q.Hosts) > 0 {
			b.WriteByte(' ')
		}
	}
	b.WriteString(q.User)
	for _, host := range q.Hosts {
		b.WriteByte('@')
		b.WriteString(host)
	}
	return b.String()
}

// appendAnswer appends text with each of its lines ended by CR LF. RFC 1288 2.2: "Any data transferred
// MUST be in ASCII format, with no parity, and with lines ending in CRLF."
func appendAnswer(dst []byte, text string) []byte {
	for l := range strings.Lines(text) {
		dst = append(dst, strings.TrimRight(l, "\r\n")...)
		dst = append(dst, "\r\n"...)
	}
	return dst
}

// Clean is an answer as it can be shown on a terminal: lines end with '\n', and what is neither
// printable nor a tab is left out. RFC 1288 3.3 wants clients to filter what a host sends before people
// or terminals see it.
func Clean(answer []byte) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(string(answer), "") {
		if r == '\n' || r == '\t' || r >= ' ' && r < 0x7f || r >= 0xa0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
