//go:build !windows

package portable

// cut is false: a datagram that is longer than the buffer is cut without a word.
func cut(error) bool { return false }
