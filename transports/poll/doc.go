// Package poll is ppoll(2): the posix.Poller that asks with one array of all descriptors, and with that a
// port.Port. It is for systems that have nothing better, and holds the seam to more than one shape: here the
// kernel keeps nothing between two calls, so that a turn costs as much as there are descriptors.
//
// The map:
//
//	poll.go      New; the array: who is in it, and for what
//	wait.go      asking without sleeping and sleeping; events <-> port.Interest
//	sys_linux.go the system call
package poll
