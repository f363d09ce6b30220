// Package system is standard input and output as the operating system has them.
//
//	system_unix.go    New: reading, writing, the blocking mode
//	replace_*.go      what is left in the place of a closed descriptor
//	system_other.go   where there are none that can be watched
package system
