//go:build !(darwin || freebsd || linux)

package portable

import "ravel/core/port"

type gramConn struct{ udpConn }

func openGram(port.DatagramConfig) (gramConn, error) { return gramConn{}, port.ErrUnsupported }

func (p *Port) gram(gramConn, port.DatagramConfig) (port.Datagram, error) {
	return nil, port.ErrUnsupported
}
