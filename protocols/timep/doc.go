// Package timep tells the time for machines and hangs up: the Time Protocol, RFC 868, over streams and
// datagrams.
//
// The map:
//
//	stamp.go  Append and Parse: the codec, on the standard library alone
//	timep.go  Factory and Datagram
package timep
