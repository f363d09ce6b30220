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

func newBeside(l *loop.Loop) *beside {
	b := &beside{Loop: l, threadPool: threads.New(l, threads.Goroutines{Reactor: l})}
	b.hostNames = names.New(l, names.Config{Resolver: names.System{Reactor: b}})
	return b
}
