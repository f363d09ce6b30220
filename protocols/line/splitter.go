package line

import (
	"bytes"
	"errors"
	"fmt"
	"math"
)

// MaxLength is the longest line, unless a Splitter says otherwise.
const MaxLength = 16384

// crlf is the delimiter, unless a Splitter says otherwise.
const crlf = "\r\n"

// ErrTooLong is a line longer than MaxLength. A [LengthError] is one.
var ErrTooLong = errors.New("line too long")

// ErrDelimiter is a line to be sent that holds what ends a line.
var ErrDelimiter = errors.New("line: the line holds its own delimiter")

// A LengthError is a line that is longer than allowed.
type LengthError struct {
	// Max is how long a line may be.
	Max int
}

func (e *LengthError) Error() string { return fmt.Sprintf("line too long: more than %d bytes", e.Max) }
func (e *LengthError) Unwrap() error { return ErrTooLong }

// A Splitter finds lines. The zero value ends them with "\r\n". It keeps no bytes, only how far it has
// searched.
type Splitter struct {
	// Delimiter ends a line. Default "\r\n".
	Delimiter []byte
	// AcceptLF ends a line with '\n' or "\r\n", and Delimiter is not looked at.
	AcceptLF bool
	// MaxLength is the longest line in bytes, without the delimiter. Default 16384.
	MaxLength int

	searched int
}

// Next is the first line in window, without its delimiter, and the number of bytes it takes up there.
// n is 0 if window holds no whole line. The error is a LengthError.
//
// window begins where the last line ended and has lost nothing since; it may have grown. line is a
// part of window.
func (s *Splitter) Next(window []byte) (line []byte, n int, err error) {
	longest, end := s.longest(), s.endMax()
	// A line within the limit has ended by here, so nothing further is searched.
	bound := min(len(window), longest+end)
	at, n := s.find(window[s.searched:bound])
	if at < 0 {
		// The first bytes of an end may stand last.
		s.searched = max(0, bound-end+1)
		if bound == longest+end {
			s.searched, err = 0, &LengthError{longest}
		}
		return nil, 0, err
	}
	at += s.searched
	s.searched = 0
	line = window[:at]
	if s.AcceptLF && at > 0 && line[at-1] == '\r' {
		line = line[:at-1]
	}
	if len(line) > longest {
		return nil, 0, &LengthError{longest}
	}
	return line, at + n, nil
}

// Reset forgets what was searched, for a window that begins anew.
func (s *Splitter) Reset() { s.searched = 0 }

// Append appends line and a delimiter to dst. A line that would be read as another is ErrDelimiter.
func (s *Splitter) Append(dst, line []byte) ([]byte, error) {
	grown := append(dst, line...)
	if s.AcceptLF || len(s.Delimiter) == 0 {
		grown = append(grown, crlf...)
	} else {
		grown = append(grown, s.Delimiter...)
	}
	sent := grown[len(dst):]
	if at, n := s.find(sent); at+n != len(sent) {
		return dst, ErrDelimiter
	}
	return grown, nil
}

// find is where the first end of a line begins in p and how long it is; at is negative without one.
func (s *Splitter) find(p []byte) (at, n int) {
	switch {
	case s.AcceptLF:
		return bytes.IndexByte(p, '\n'), 1
	case len(s.Delimiter) == 0:
		return bytes.Index(p, []byte(crlf)), len(crlf)
	}
	return bytes.Index(p, s.Delimiter), len(s.Delimiter)
}

// endMax is how long the end of a line can be.
func (s *Splitter) endMax() int {
	if s.AcceptLF || len(s.Delimiter) == 0 {
		return len(crlf)
	}
	return len(s.Delimiter)
}

func (s *Splitter) longest() int {
	if s.MaxLength == 0 {
		return MaxLength
	}
	return min(s.MaxLength, math.MaxInt-s.endMax())
}
