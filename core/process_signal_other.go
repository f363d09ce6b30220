//go:build !unix

package core

// systemSignals are the signals beside those that every system has: none.
func systemSignals() []namedSignal { return nil }
