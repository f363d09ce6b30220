// Package echo sends back what it is sent: RFC 862, over streams and datagrams.
//
// The map:
//
//	echo.go      Factory: the server over streams, which may count its connections and refuse more
//	datagram.go  Datagram: the server over datagrams
//
// What a slow peer does not read is bounded: the server registers as a producer and reads no more
// until the peer has caught up. A peer that ends its direction first gets all of its echo.
package echo
