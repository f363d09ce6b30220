// Package spawn starts real processes: the [process.System] of UNIX systems. On others [New] returns nil,
// and a reactor has no processes there yet.
//
// The map:
//
//	system_unix.go      System: pipes, reading and writing them, and the start itself
//	child_unix.go       a process that was started: signals, and its status
//	exit_linux.go       how an exit is noticed: a pidfd, watched by the loop
//	exit_unix.go        where there is none: a goroutine that waits, and posts
//	inherit_linux.go    what keeps every other descriptor from the child; inherit_unix.go elsewhere
//	terminal_linux.go   pseudo-terminals; terminal_unix.go: none elsewhere yet
//
// The fork is the standard library's. It closes in the child what is marked close-on-exec, gives signals
// their default actions back and leaves the mask of blocked signals as the program's was. A signal that
// the program was told to ignore stays ignored in the child, but for PIPE, which no program inherits
// ignored from a Go program.
package spawn
