// Package haproxy is the PROXY protocol, versions 1 and 2: a proxy tells the server behind it who its client
// is, in a header before the client's first byte.
// https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
//
// The map:
//
//	header.go      Header, and Append: what is sent
//	header_v1.go   version 1, a line of text
//	header_v2.go   version 2, binary, with TLVs
//	parser.go      Parser: a header in any fragmentation, on the standard library alone
//	server.go      Server: a factory whose protocols are built once the header is in
//	conn.go        one connection: waiting for its header, then handing everything on
//	transport.go   the transport with the header's addresses
//	client.go      Client: a factory whose connections begin with a header
//
// Server delays BuildProtocol and ConnectionMade until the header is complete, so that neither ever sees the
// proxy's address in place of the client's. A connection without a good header ends without a protocol.
//
// Only listen with Server where nobody but a proxy can connect: the header is believed.
package haproxy
