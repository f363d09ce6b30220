// Package pipe makes streams of descriptors that are no sockets of the port's: pipes, terminals, files.
//
// The map:
//
//	pipe.go   Set: what the pipes of a reactor share; Pipe: one descriptor as a port.Stream
//	pair.go   Pair: one to read and one to write, as one port.Stream that can be half closed
//
// A Pipe is watched by the port and read and written by a System, which is the operating system or a
// simulated host; the machine of transports/stream makes a connection of it. Pipes to child processes
// (transports/process) and standard input and output (transports/stdio) are such.
package pipe
