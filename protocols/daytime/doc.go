// Package daytime tells the time for people and hangs up: RFC 867, over streams and datagrams.
//
// The map:
//
//	text.go     Append and Parse: the codec, on the standard library alone
//	daytime.go  Factory and Datagram
package daytime
