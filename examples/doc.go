// Package examples is small programs, each with its spec. Read them in this order:
//
//	greeter/   the one of the README: a protocol, its server, and its spec on a fake clock
//	echo/      a server, tried on a fake reactor with its clients, and at every split of its input
//	ping/      datagrams and a looping call, tried over a network that loses some
//	sqlite/    a bank on a real database, asked on the thread pool; a module of its own
//	outside/   a module of its own, as yours would be: what it takes to import ravel
//
// "go run ./examples/echo" runs one. The test here holds the README's code to what these programs have.
package examples
