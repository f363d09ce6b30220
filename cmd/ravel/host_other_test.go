//go:build !linux

package main

// becomeHost is for Linux.
func becomeHost() {}
