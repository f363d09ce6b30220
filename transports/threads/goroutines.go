package threads

import (
	"context"

	"ravel/core"
)

// Goroutines are the hands of a production reactor: one goroutine for each job, which ends with it. There
// are no more than the pool's Size of them, and none is left when there is nothing to do.
type Goroutines struct{ Reactor core.Poster }

// Start implements Hands. There is nothing to interrupt: the end of the context is all that a goroutine
// can be told.
func (g Goroutines) Start(ctx context.Context, work func(ctx context.Context), end func()) (interrupt func()) {
	go func() {
		defer g.Reactor.Post(end) // Goexit passes here too
		work(ctx)
	}()
	return nil
}
