// Package sys is what every backend on a UNIX system asks of it beside moving bytes, by descriptor. Elsewhere it
// is empty.
//
// The map:
//
//	lock.go      Lock: a lock file beside a UNIX socket, and taking it over from a process that is gone
//	files.go     Unlink: removing a socket file, and nothing else
//	groups.go    Groups: the options of multicast
//	adopt.go     Found: what a descriptor leads to; duplicates of sockets that were opened elsewhere; adopt_*: its family
//	identify.go  File: which open file a descriptor leads to
//	duplicate.go Duplicate and Close
//
// Nothing here keeps state but what is returned; calls on one descriptor belong to one goroutine at a time.
package sys
