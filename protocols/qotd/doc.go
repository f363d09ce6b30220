// Package qotd tells a quote and hangs up: RFC 865, over streams and datagrams.
//
// The map:
//
//	quotes.go  Quotes: which quote comes next, on the standard library alone; Check
//	qotd.go    Factory and Datagram
package qotd
