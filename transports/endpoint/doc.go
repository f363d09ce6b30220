// Package endpoint has the ways to somewhere and the places to listen, as values and as strings.
//
//	e, err := endpoint.Standard().Server("tcp:8007:interface=127.0.0.1")
//	d := e.Listen(r, factory)
//	d := endpoint.Hostname{Host: "example.org", Port: 80}.Connect(r, factory)
//
// The standard kinds of strings. An argument can be given by its place or as name=value:
//
//	server   tcp:PORT or tcp:HOST:PORT, tcp6:…     interface, backlog
//	         tls:PORT or tls:HOST:PORT (also ssl:) privateKey, certKey, extraCertChain, sslmethod, backlog
//	         unix:PATH                             mode, backlog, lockfile
//	         systemd:DOMAIN                        index or name
//	         fd:NUMBER                             backlog
//	         stdio:                                standard input and output
//	         haproxy:SERVER                        a server string, behind a proxy
//	client   tcp:HOST:PORT                         timeout, bindAddress
//	         tls:HOST:PORT                         and certificate, privateKey, trustRoots, endpoint
//	         ssl:HOST:PORT                         and privateKey, certKey, caCertsDir
//	         unix:PATH                             timeout, lockfile
//	         process:PATH:ARGUMENT:…
//	datagram udp:PORT or udp:HOST:PORT             interface, maxPacketSize
//
// The map:
//
//	text.go, text_error.go   Parse, Quote: the grammar; StringError
//	args.go, strings.go      Strings and Kind: which kinds there are, and how they take their arguments
//	kinds*.go                Standard: those above
//	attempt.go               one Connect, from its connectors to its Deferred
//	tcp.go, unix.go, udp.go, adopt.go, tls*.go, stdio.go, process*.go, haproxy.go   the endpoints
//	hostname*.go             Hostname: names, as RFC 8305 has it
//	wrap.go, protocol.go     WrapServer, WrapClient; ConnectProtocol, On
//	service*.go              ClientService: a connection that is kept up
//	reconnect.go             Reconnecting: a factory whose connector connects again
package endpoint
