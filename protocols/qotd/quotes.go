package qotd

import (
	"errors"
	"fmt"
	"math/rand/v2"
)

// QuoteMax is how long a quote should be at most. RFC 865: "it should be less than 512 characters."
const QuoteMax = 511

// Default is the quote where none is given.
const Default = "An apple a day keeps the doctor away\r\n"

// ErrQuote is a quote that RFC 865 advises against.
var ErrQuote = errors.New("not a quote of the day")

// Check says what RFC 865 has against a quote: "it is recommended that the message be limited to the
// ASCII printing characters, space, carriage return, and line feed", and to QuoteMax of them. Quotes
// are served without being checked.
func Check(quote string) error {
	if len(quote) > QuoteMax {
		return fmt.Errorf("%w: %d bytes, at most %d are advised", ErrQuote, len(quote), QuoteMax)
	}
	for i := range len(quote) {
		if c := quote[i]; (c < ' ' || c > '~') && c != '\r' && c != '\n' {
			return fmt.Errorf("%w: byte %#02x at %d is not printable ASCII", ErrQuote, c, i)
		}
	}
	return nil
}

// Quotes says which quote comes next. The zero value works.
type Quotes struct {
	// List is the quotes, sent as they are, line ends included. Default is the one quote Default.
	List []string
	// Rand picks them. Default: they come in turn.
	Rand *rand.Rand

	next int
}

// Next is the next quote.
func (q *Quotes) Next() string {
	switch {
	case len(q.List) == 0:
		return Default
	case q.Rand != nil:
		return q.List[q.Rand.IntN(len(q.List))]
	}
	quote := q.List[q.next]
	q.next = (q.next + 1) % len(q.List)
	return quote
}
