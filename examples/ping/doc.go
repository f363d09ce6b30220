// Command ping sends a datagram a second, which comes back, and tells how long each took and how many were lost.
//
//	go run ./examples/ping                     a mirror and a pinger in one program, for five seconds
//
//	ping.go        the two datagram protocols: a mirror, and a pinger on a looping call
//	main.go        both on a real reactor
//	ping_test.go   both on a simulated network that loses datagrams
package main
