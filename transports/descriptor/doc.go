// Package descriptor has descriptors watched that others own: pipes, terminals, sockets of other
// libraries. It is the core.Descriptors of every reactor whose port is a [port.Watcher].
//
// The map:
//
//	set.go     Set: what is registered, and in which order
//	watch.go   one watched descriptor: whom readiness goes to, and how it ends
//	error.go   Error: a descriptor that cannot be watched
//
// A registration ends when its owner removes it, when DoRead or DoWrite returns an error or panics,
// when the descriptor hangs up or was closed, and when the reactor shuts down. In all but the first
// case the owner is told once, by ConnectionLost, among the endings of the turn. The descriptor itself
// is never closed here.
package descriptor
