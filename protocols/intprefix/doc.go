// Package intprefix carries strings behind their length, an integer of 8, 16, 32 or 64 bits.
//
// The map:
//
//	format.go    Format: the codec, on the standard library alone
//	strings.go   Codec: the same for the protocol, the client and the echo of package framing
//
// The zero Format is 32 bits, big endian, strings of at most 99999 bytes (Twisted: Int32StringReceiver).
// A string past the limit is refused as soon as its prefix has arrived; strings before it are delivered.
// What is sent is bounded by what the prefix can say, and by nothing else.
package intprefix
