// Package epoll is level-triggered epoll of Linux: the posix.Poller that asks it, and with that a
// port.Port.
//
// The map:
//
//	epoll.go  New; registrations: made, changed, removed
//	wait.go   asking without sleeping and sleeping; events <-> port.Interest
//	stale.go  registrations that nothing can remove: the instance is replaced
//	sys.go    the system calls
//
// A registration carries the generation of its Sock, so that an event of a descriptor number's former
// owner meets no later one.
//
// Looking without sleeping is a raw system call: the scheduler is not told, which is a fifth of the cost
// of a small request. The one call that sleeps goes through the scheduler.
package epoll
