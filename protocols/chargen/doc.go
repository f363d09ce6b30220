// Package chargen sends characters without end: RFC 864, over streams and datagrams.
//
// The map:
//
//	pattern.go  Pattern: the 95 lines, on the standard library alone
//	chargen.go  Factory and Datagram
//
// Over a stream the server is a pull producer: it writes when nothing waits, so that a peer that does
// not read costs one piece and no more.
package chargen
