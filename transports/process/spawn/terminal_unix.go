//go:build unix && !linux

package spawn

import "ravel/core"

// Terminal is documented at process.System: there is none here yet.
func (s *System) Terminal() (ours, childs int, err error) { return -1, -1, core.ErrUnsupported }
