// Package outside is what it takes to use ravel from a module of your own: a protocol, a server on real sockets,
// and specs of both. CI copies these files to a module outside of this tree, which says
//
//	require ravel v0.0.0
//	replace ravel => ../ravel
//
// and tests it there.
//
//	knock.go        the protocol: a joke that takes two
//	knock_test.go   its spec on a string transport, a server on a fake reactor, and one on real sockets
package outside
