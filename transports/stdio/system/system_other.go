//go:build !unix

package system

import "ravel/transports/stdio"

// New is nil: nothing can be watched here.
func New() stdio.System { return nil }
