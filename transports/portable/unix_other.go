//go:build !(darwin || freebsd || linux)

package portable

import "ravel/core/port"

func (p *Port) dialUNIX(port.DialConfig) (port.Stream, error) { return nil, port.ErrUnsupported }

func (p *Port) listenUNIX(port.ListenConfig) (port.Listener, error) { return nil, port.ErrUnsupported }
