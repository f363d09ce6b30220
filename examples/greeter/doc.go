// Command greeter greets whoever connects, again a second later, and leaves after two.
//
//	go run ./examples/greeter        then, elsewhere: nc 127.0.0.1 8007
//
//	greeter.go        the protocol
//	main.go           its server
//	greeter_test.go   its spec, which needs neither a socket nor two seconds
package main
