// Package native is the production wiring: one reactor out of the shared machines and the best backend
// of the operating system.
//
//	r := native.New()
//	l, err := r.ListenTCP("127.0.0.1:8007", factory)
//	…
//	err = r.Run(context.Background())
//
// The map:
//
//	reactor.go   Reactor: a loop, the machines over it, and all their facets
//	open.go      Config, Open, New, Backends
//	backends_*   which backends there are on an operating system, best first
//	signals.go   SIGINT and SIGTERM stop a reactor that runs; ExitSignal tells which it was
//	listenfds.go sockets that systemd, or another supervisor, opened; descriptor_*: what that needs of the system
//
// Nothing here is global: a program may open many reactors, each for one goroutine at a time.
package native
