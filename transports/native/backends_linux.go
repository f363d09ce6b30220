package native

import (
	"ravel/core/port"
	"ravel/transports/epoll"
	"ravel/transports/poll"
	"ravel/transports/posix"
)

func backends() []backend {
	return []backend{{"epoll", opened(epoll.New)}, {"poll", opened(poll.New)}, portableBackend()}
}

// opened makes a port.Port of what open returns: a nil *posix.Port would not be a nil one.
func opened(open func() (*posix.Port, error)) func() (port.Port, error) {
	return func() (port.Port, error) {
		p, err := open()
		if err != nil {
			return nil, err
		}
		return p, nil
	}
}
