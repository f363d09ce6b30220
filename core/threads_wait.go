package core

import "context"

// WithAwait returns a context in which Wait and Blocking call await instead of blocking their goroutine.
// It is for pools whose jobs are coroutines on the reactor's own goroutine, as the fake's are: await
// returns when d has a result, or with an error if the job was cancelled first.
func WithAwait(ctx context.Context, await func(d *Deferred[struct{}]) error) context.Context {
	return context.WithValue(ctx, awaitKey{}, await)
}

type awaitKey struct{}

// awaiting is what WithAwait has put into ctx, or nil.
func awaiting(ctx context.Context) func(d *Deferred[struct{}]) error {
	await, _ := ctx.Value(awaitKey{}).(func(d *Deferred[struct{}]) error)
	return await
}

// own reports whether the goroutine that calls is the one that makes reactor's turn.
func own(reactor Poster) bool {
	s, ok := reactor.(Scoped)
	return ok && s.Scope().Held()
}

// Held reports whether the goroutine that calls has the floor. On a processor for which goroutines cannot
// be told apart it is always false.
func (s *Scope) Held() bool {
	who := s.floor.who.Load()
	return who != 0 && who == goroutine()
}
