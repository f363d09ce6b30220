// Package loop is the event loop: the one turn that every reactor makes, whatever world lies below.
//
// A [Loop] drives one [port.Port] on one goroutine. A reactor is a struct that embeds a *Loop and the
// machines of transports/… over it. One turn is, in this order:
//
//	posted calls     those that were queued when the turn began
//	timed calls      those due that were asked for before the pass, by (deadline, order of asking)
//	the life cycle   one step of the shutdown, if one was asked for or is under way
//	flush            writes made so far leave together
//	port.Wait        0 if something is queued, else until the next deadline, else the caller's limit
//	readiness        each handler once, in the port's order
//	flush            writes made in answer leave together
//	endings          ConnectionLost and stopped listeners; those asked for meanwhile wait a turn
//
// The map:
//
//	loop.go      Loop, Config, New, Close, and what is handed out: time, randomness, the log
//	turn.go      the turn, Iterate, Next
//	run.go       Run, Start, Stop, Crash and the steps of a shutdown
//	life.go      where a loop stands between them: one table
//	close.go     Close: what is released, and in which order
//	trigger.go   startup and shutdown triggers, CallWhenRunning, HoldShutdown
//	mailbox.go   posted calls: the only thing here that several goroutines share
//	queue.go     the queues of flushers and endings
//	stats.go     what the loop reports on itself, and calls that were slow
//	failure.go   what panicked or failed: logged, counted and kept
//
// A panic in a user's function is logged, counted and costs the rest of the turn nothing.
// runtime.Goexit in one (testing.T.FailNow) ends Run or Iterate; what was queued waits for the next.
package loop
