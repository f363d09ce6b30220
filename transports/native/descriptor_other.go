//go:build !unix

package native

import "ravel/core"

// Close is core.ErrUnsupported: nothing is passed here.
func (f ListenFD) Close() error { return core.ErrUnsupported }

func closeOnExec(int) error { return core.ErrUnsupported }
