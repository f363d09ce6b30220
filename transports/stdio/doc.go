// Package stdio is the machine for standard input and output: the core.StandardIO of every reactor whose
// port can watch descriptors.
//
// The map:
//
//	stdio.go    Server, and what a System below it must do
//	system/     the System of the operating system; fakes has the simulated one
//
// Input and output are a connection of the stream machine over a pipe.Pair: writes are coalesced, producers
// paused, and what was written leaves before the output is closed, as on any connection.
package stdio
