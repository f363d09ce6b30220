// Package system is standard input and output as the operating system has them.
//
//	system_unix.go    reading, writing, the blocking mode, and what is left in a closed descriptor's place
//	system_other.go   where there are none that can be watched
package system
