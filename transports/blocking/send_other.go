//go:build !unix

package blocking

import "ravel/core/port"

// sendNow takes nothing: the system has no call for it that does not wait, so the writer sends.
func (s *Stream) sendNow([]byte) (int, error) { return 0, port.ErrWouldBlock }
