//go:build unix && !linux

package spawn

// keepOthers marks every descriptor close-on-exec, so that a child gets none but those that it is given.
func keepOthers() { markListed("/dev/fd") }
