package native

import (
	"ravel/core/port"
	"ravel/transports/epoll"
)

func backends() []backend {
	return []backend{{"epoll", func() (port.Port, error) {
		p, err := epoll.New()
		if err != nil {
			return nil, err // a nil *epoll.Port would not be a nil port.Port
		}
		return p, nil
	}}, portableBackend()}
}
