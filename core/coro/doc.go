// Package coro is sequential code on a reactor: it waits for Deferreds where it stands, and no other
// goroutine runs meanwhile but the reactor's own.
//
//	coro.Go(r, func(co *coro.Co) (string, error) {
//		conn, err := coro.Await(co, dial())
//		if err != nil {
//			return "", err
//		}
//		return coro.Await(co, conn.ask("name"))
//	})
//
// A coroutine runs at once, until an [Await] whose Deferred has no result yet. It goes on inside the call
// that gives that Deferred its result, and between two Awaits nothing else runs. So it is as
// deterministic as callbacks are, in simulation too (Twisted: inlineCallbacks).
//
// The map:
//
//	go.go     Go and Do: how a coroutine begins and ends
//	await.go  Await and Sleep: how it waits
//	co.go     Co: parked, running, over; who may resume it
//
// The rules:
//
//   - Cancelling what Go returned cancels what the coroutine awaits; the body sees the failure and may
//     go on, await more and return a value.
//   - A panic in the body is the failure of what Go returned, a *core.PanicError. runtime.Goexit, as by
//     testing.T.FailNow, ends the goroutine that resumed the coroutine too.
//   - A coroutine that is parked when its reactor is closed is ended: its Await returns [ErrEnded], and a
//     second one panics. On a clock without a core.Scope one whose Deferred never fires stays for ever.
//   - Await belongs to the coroutine's own goroutine, and what it awaits is fired on the reactor's. Both
//     panic elsewhere.
//   - A goroutine that is locked to its thread can resume only coroutines that it began while it was
//     locked, and one that is not locked only others; the Go runtime ends the program if not.
package coro
