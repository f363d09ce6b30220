// Package discard reads everything and answers nothing: RFC 863, over streams and datagrams.
//
// The map:
//
//	discard.go  Factory and Datagram
package discard
