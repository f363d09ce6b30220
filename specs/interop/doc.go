// Package interop has real programs talk to ravel and ravel to real programs: netcat, telnet and finger, and
// clients and servers written with Twisted. What each side hears is compared with a transcript, byte for byte.
//
//	go test -tags interop ./specs/interop
//
// It needs netcat-openbsd, telnet, finger, haproxy, wrk and python3-twisted, as Debian names them, and the right to listen
// on port 79, the only one that finger knows. What is missing fails a spec and is named; nothing is skipped.
//
//	tool_test.go     programs as children: start, say, hear, end
//	serve_test.go    "ravel serve" and Twisted's servers as children
//	room_test.go     one chat room with four kinds of clients in it, served by ravel and served by Twisted
//	clients_test.go  netcat, telnet, finger and Twisted's clients at "ravel serve"
//	servers_test.go  ravel's clients at Twisted's servers
//	haproxy_test.go  haproxy between two ravels, with headers of both versions
//	differential_test.go  programs of Deferreds and endpoint strings on Twisted, beside specs/differential
//	tls_test.go tls_agreement_test.go   curl and openssl over TLS: certificates, sessions, new keys, refusals
//	http_test.go     curl and wrk at net/http's own server on a listener of ravel
//	starttls_test.go openssl and curl turn to TLS in the middle of a conversation
//	testdata/peer.py the side that is written with Twisted
package interop
