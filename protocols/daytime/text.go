package daytime

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Layout is how the time is told, for time.Format. RFC 867: "There is no specific syntax for the
// daytime. It is recommended that it be limited to the ASCII printing characters, space, carriage
// return, and line feed." Of the two popular ones it shows this is the first,
// "Tuesday, February 22, 1982 17:37:43-PST".
const Layout = "Monday, January 2, 2006 15:04:05-MST"

// textMax is the longest answer that Parse reads.
const textMax = 128

// ErrText is an answer that is not the time as Append writes it.
var ErrText = errors.New("not a daytime")

// Append appends t, in its own zone, and a line end to dst.
func Append(dst []byte, t time.Time) []byte {
	return append(t.AppendFormat(dst, Layout), "\r\n"...)
}

// Parse reads what Append writes for a time in UTC, with or without its line end. Names of other
// zones stand for no one offset and are ErrText.
func Parse(text []byte) (time.Time, error) {
	if len(text) > textMax {
		return time.Time{}, fmt.Errorf("%w: %d bytes", ErrText, len(text))
	}
	t, err := time.Parse(Layout, strings.TrimSuffix(string(text), "\r\n"))
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %w", ErrText, err)
	}
	if t.Location() != time.UTC {
		return time.Time{}, fmt.Errorf("%w: the zone of %q is not UTC", ErrText, text)
	}
	return t, nil
}
