package native

import (
	"ravel/core"
	"ravel/core/loop"
	"ravel/transports/names"
	"ravel/transports/threads"
)

// Names for embedding: the types are called as their methods are.
type (
	threadPool = threads.Pool
	hostNames  = names.Names
)

var (
	_ core.Threads = (*Reactor)(nil)
	_ core.Names   = (*Reactor)(nil)
)

// beside are the machines whose work is done on other goroutines than the loop's.
type beside struct {
	*loop.Loop
	*threadPool
	*hostNames
}

const (
	// searchesMax is how many names the system is asked for at once; others wait in the order of asking.
	searchesMax = 32
	// searchesWaiting is how many can wait. One more is core.ErrPoolFull.
	searchesWaiting = 1 << 14
)

// A searching is a loop whose threads are for the names that the system is asked for, and for nothing else: a
// server of names that does not answer takes no thread from the jobs, nor they from it.
type searching struct {
	*loop.Loop
	*threadPool
}

func newBeside(l *loop.Loop) *beside {
	b := &beside{Loop: l, threadPool: threads.New(l, threads.Goroutines{Reactor: l})}
	s := searching{l, threads.New(l, threads.Goroutines{Reactor: l})}
	s.SetPool(core.PoolConfig{Size: searchesMax, Queue: searchesWaiting, Grace: -1}) // a shutdown cancels them
	b.hostNames = names.New(l, names.Config{Resolver: names.System{Reactor: s}})
	return b
}
