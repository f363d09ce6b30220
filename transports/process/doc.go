// Package process is the machine for child processes: the core.Processes of every reactor whose port can
// watch descriptors.
//
// The map:
//
//	machine.go    Machine, and what a System below it must do: start, make pipes, read and write them
//	spawn.go      Spawn: from a core.ProcessSpec to descriptors for the child and ends for the parent
//	child.go      one process: what is connected, its exit, its end
//	end.go        the parent's end of one: what the user's code gets as a transport
//	spawn/        the System of the operating system; fakes has the simulated one
//
// Each pipe is a connection of the stream machine over a stream that transports/pipe makes of the
// watched descriptor: writes are coalesced, producers paused, and what was written leaves before a pipe is closed,
// as on any connection. The process itself is watched by the System, through a pidfd where the kernel has
// them.
//
// ProcessExited is called when the System says that the process is gone; ProcessEnded among the loop's
// endings, once that has been and every pipe is closed. Neither comes from inside a call to the
// transport.
package process
