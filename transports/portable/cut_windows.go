package portable

import (
	"errors"
	"syscall"
)

// messageTooLong is WSAEMSGSIZE.
const messageTooLong = syscall.Errno(10040)

// cut is how Windows tells that a datagram was longer than the buffer, which has its beginning.
func cut(err error) bool { return errors.Is(err, messageTooLong) }
