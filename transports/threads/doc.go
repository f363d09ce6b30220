// Package threads is the machine behind core.Threads: who may run, who waits, who is refused, and what a
// shutdown makes of it all.
//
// It is the same on every reactor. What differs is who does the work, the [Hands]: [Goroutines] on a
// production reactor, and on the fake the reactor's own goroutine at a moment that the simulation chooses.
//
// The map:
//
//	pool.go        Pool: taking jobs, limits, how it stands
//	job.go         one job from the queue to its result
//	jobs.go        the two lists that jobs are in
//	shutdown.go    waiting for jobs, then giving them up
//	goroutines.go  Goroutines: the hands of production
//
// When the loop is closed every job is given up, and nobody is told.
package threads
