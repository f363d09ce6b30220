// Package script is what the specs of the protocols are written with. Nothing but tests imports it.
//
// The map:
//
//	splits.go  EverySplit: an input at every fragmentation, and Feed, which takes back what it lent
//	golden.go  Golden: a conversation in testdata, rewritten by go test -rewrite
package script
