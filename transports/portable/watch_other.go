//go:build !(darwin || freebsd || linux)

package portable

import "time"

// A watchSet is empty: here nothing can be watched.
type watchSet struct{}

func (*watchSet) any() bool          { return false }
func (*watchSet) wake()              {}
func (*watchSet) poll(time.Duration) {}
func (*watchSet) report()            {}
func (*watchSet) close()             {}
