package intprefix

import (
	"errors"
	"fmt"
	"math"
)

// MaxLength is the longest string in bytes, unless a Format says otherwise.
const MaxLength = 99999

// ErrTooLong is a string past the limit. A [LengthError] is one.
var ErrTooLong = errors.New("string too long")

// A LengthError is a string that is longer than allowed.
type LengthError struct {
	// Length is what the prefix says, or how long the string to be sent is.
	Length uint64
	// Max is the longest that is allowed.
	Max uint64
}

func (e *LengthError) Error() string {
	return fmt.Sprintf("string too long: %d bytes, at most %d are allowed", e.Length, e.Max)
}

func (e *LengthError) Unwrap() error { return ErrTooLong }

// A Width is how many bits a prefix has.
type Width uint8

const (
	Int8  Width = 8
	Int16 Width = 16
	Int32 Width = 32
	Int64 Width = 64
)

// A Format is how strings are framed. The zero value works. It keeps nothing between calls.
type Format struct {
	// Width is the width of the prefix. Default Int32; anything but the four panics.
	Width Width
	// LittleEndian has the prefix's lowest byte first. Default is the highest first.
	LittleEndian bool
	// MaxLength is the longest string that is received, in bytes. Default 99999.
	MaxLength int
}

// Next is the first string in window and the number of bytes it takes up there with its prefix. n is 0
// if window holds no whole one. The error is a LengthError. s is a part of window.
func (f Format) Next(window []byte) (s []byte, n int, err error) {
	prefix := f.prefix()
	if len(window) < prefix {
		return nil, 0, nil
	}
	length := f.length(window[:prefix])
	if longest := f.max(); length > longest {
		return nil, 0, &LengthError{Length: length, Max: longest}
	}
	if uint64(len(window)-prefix) < length {
		return nil, 0, nil
	}
	n = prefix + int(length)
	return window[prefix:n], n, nil
}

// Append appends s behind its prefix to dst. A string whose length the prefix cannot say is a
// LengthError.
func (f Format) Append(dst, s []byte) ([]byte, error) {
	dst, err := f.appendPrefix(dst, uint64(len(s)))
	if err != nil {
		return dst, err
	}
	return append(dst, s...), nil
}

// AppendHead appends the prefix of a string of that length to dst. A length that it cannot say is a LengthError.
func (f Format) AppendHead(dst []byte, length int) ([]byte, error) {
	return f.appendPrefix(dst, uint64(length))
}

// Tail is nothing: a string ends where its length says.
func (f Format) Tail() string { return "" }

func (f Format) appendPrefix(dst []byte, length uint64) ([]byte, error) {
	prefix := f.prefix()
	if most := uint64(math.MaxUint64) >> (64 - 8*prefix); length > most {
		return dst, &LengthError{Length: length, Max: most}
	}
	for i := range prefix {
		dst = append(dst, byte(length>>f.shift(i, prefix)))
	}
	return dst, nil
}

func (f Format) length(prefix []byte) (length uint64) {
	for i, b := range prefix {
		length |= uint64(b) << f.shift(i, len(prefix))
	}
	return length
}

// shift is where byte i of the prefix stands in the length.
func (f Format) shift(i, prefix int) int {
	if f.LittleEndian {
		return 8 * i
	}
	return 8 * (prefix - 1 - i)
}

// prefix is the number of bytes before a string.
func (f Format) prefix() int {
	switch f.Width {
	case 0:
		return 4
	case Int8, Int16, Int32, Int64:
		return int(f.Width) / 8
	}
	panic(fmt.Sprintf("intprefix: a prefix of %d bits, want 8, 16, 32 or 64", f.Width))
}

// max leaves room for the prefix in what an int can count.
func (f Format) max() uint64 {
	if f.MaxLength == 0 {
		return MaxLength
	}
	return uint64(min(f.MaxLength, math.MaxInt-8))
}
