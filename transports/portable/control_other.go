//go:build !unix

package portable

import (
	"syscall"

	"ravel/core/port"
)

// shared is not to be had: elsewhere the options of these names mean other things.
func shared(stream bool) func(network, address string, c syscall.RawConn) error {
	return func(string, string, syscall.RawConn) error { return port.ErrUnsupported }
}

// broadcast is on, which is net's doing, and stays it.
func broadcast(syscall.Conn) (bool, error) { return true, nil }

func setBroadcast(_ syscall.Conn, on bool) error {
	if on {
		return nil
	}
	return port.ErrUnsupported
}
