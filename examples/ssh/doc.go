// Command ssh is an SSH server of golang.org/x/crypto/ssh, which blocks, behind a listener of ravel. It runs no
// commands: it says which one was asked for, and sends back what it is sent.
//
//	go run . 127.0.0.1:2222        then, elsewhere: ssh -p 2222 127.0.0.1 hello
//
// The map:
//
//	main.go    the reactor, and its listener as a net.Listener
//	server.go  one connection: the handshake, sessions, exec requests
//
// It is a module of its own, so that x/crypto never becomes a dependency of ravel.
package main
