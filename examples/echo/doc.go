// Command echo sends back what it gets, line by line, and says how many lines it has sent when asked for "count".
//
//	go run ./examples/echo 127.0.0.1:8007        then, elsewhere: nc 127.0.0.1 8007
//
//	echo.go        the protocol, on a line receiver, and its factory, which keeps the count
//	main.go        the server: an orderly stop on SIGINT
//	echo_test.go   its specs: one connection, every split of its input, and a server with two clients
//
// protocols/echo is the echo of RFC 862, which also holds back a peer that writes and does not read.
package main
