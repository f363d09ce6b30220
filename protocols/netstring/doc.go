// Package netstring carries strings as "5:hello,": http://cr.yp.to/proto/netstrings.txt.
//
// The map:
//
//	decoder.go   Decoder and Append: the codec, on the standard library alone
//	strings.go   Codec: the same for the protocol, the client and the echo of package framing
//
// A netstring that is wrong is refused at its earliest wrong byte: anything but a digit where the length
// begins, a leading zero, a length past MaxLength even before its end is known, a missing comma. Good
// strings before it are delivered. The error says what was wrong and where; the connection is lost.
package netstring
