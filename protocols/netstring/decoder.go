package netstring

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// MaxLength is the longest string in bytes, unless a Decoder says otherwise.
const MaxLength = 99999

var (
	// ErrSyntax is what every netstring that is wrong is. A [SyntaxError] is one.
	ErrSyntax = errors.New("not a netstring")
	// ErrTooLong is a length past MaxLength. A [SyntaxError] can be one.
	ErrTooLong = errors.New("netstring too long")
)

// A SyntaxError is a netstring that is wrong.
type SyntaxError struct {
	// Offset is where the wrong byte stands, counted from the first that the Decoder was shown.
	Offset int64
	// Found is the wrong byte.
	Found byte
	// Want says what would have been right: "a digit".
	Want string
	// Err is ErrTooLong or ErrSyntax.
	Err error
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%v: %q at byte %d, want %s", e.Err, e.Found, e.Offset, e.Want)
}

// Unwrap is ErrSyntax, and ErrTooLong if it is that.
func (e *SyntaxError) Unwrap() []error {
	if e.Err == ErrSyntax {
		return []error{ErrSyntax}
	}
	return []error{ErrSyntax, e.Err}
}

// A Decoder finds netstrings. The zero value works. It keeps no bytes, only how far it has read.
type Decoder struct {
	// MaxLength is the longest string in bytes. Default 99999.
	MaxLength int

	begun  int64 // where the window begins, from the first byte of all
	digits int   // of the length, at the beginning of the window
	length int
	headed bool // the ':' was seen
}

// Next is the first string in window and the number of bytes its netstring takes up there. n is 0 if
// window holds no whole one. The error is a SyntaxError, and the Decoder is of no further use then.
//
// window begins where the last netstring ended and has lost nothing since; it may have grown. s is a
// part of window.
func (d *Decoder) Next(window []byte) (s []byte, n int, err error) {
	if err := d.readLength(window); err != nil || !d.headed {
		return nil, 0, err
	}
	comma := d.digits + 1 + d.length
	if len(window) <= comma {
		return nil, 0, nil
	}
	if window[comma] != ',' {
		return nil, 0, d.wrong(window, comma, "the ',' behind the string", ErrSyntax)
	}
	s, n = window[d.digits+1:comma], comma+1
	*d = Decoder{MaxLength: d.MaxLength, begun: d.begun + int64(n)}
	return s, n, nil
}

// readLength goes on where the last window ended.
func (d *Decoder) readLength(window []byte) error {
	for !d.headed && d.digits < len(window) {
		c := window[d.digits]
		switch {
		case c == ':' && d.digits > 0:
			d.headed = true
			return nil
		case c < '0' || c > '9':
			if d.digits == 0 {
				return d.wrong(window, d.digits, "a digit", ErrSyntax)
			}
			return d.wrong(window, d.digits, "a digit or ':'", ErrSyntax)
		case d.digits > 0 && d.length == 0:
			return d.wrong(window, d.digits, "':', for a length has no leading zero", ErrSyntax)
		}
		digit := int(c - '0')
		if digit > d.max() || d.length > (d.max()-digit)/10 {
			return d.wrong(window, d.digits, "a length of at most "+strconv.Itoa(d.max()), ErrTooLong)
		}
		d.length = 10*d.length + digit
		d.digits++
	}
	return nil
}

// lengthMax leaves room for the digits, the ':' and the ','.
const lengthMax = math.MaxInt - 32

func (d *Decoder) max() int {
	if d.MaxLength == 0 {
		return MaxLength
	}
	return min(d.MaxLength, lengthMax)
}

func (d *Decoder) wrong(window []byte, at int, want string, err error) error {
	return &SyntaxError{Offset: d.begun + int64(at), Found: window[at], Want: want, Err: err}
}

// Append appends the netstring of s to dst.
func Append(dst, s []byte) []byte {
	return append(append(appendHead(dst, len(s)), s...), tail...)
}

const tail = ","

func appendHead(dst []byte, length int) []byte {
	return append(strconv.AppendInt(dst, int64(length), 10), ':')
}

// AppendHead appends the length of a string to dst, and ':'. The error is nil.
func (d *Decoder) AppendHead(dst []byte, length int) ([]byte, error) {
	return appendHead(dst, length), nil
}

// Tail is the comma behind a string.
func (d *Decoder) Tail() string { return tail }
