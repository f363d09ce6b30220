// Package nettest holds ravel's bridges to golang.org/x/net/nettest, whose TestConn says what a net.Conn has to
// do. It is a module of its own, so that x/net never becomes a dependency of ravel.
package nettest
