//go:build !unix

package main

// openSyslog is the log of this system, which has none.
func openSyslog(string) (severities, error) { return nil, unsupported("a system log") }
