//go:build !unix

package portable

import (
	"syscall"

	"ravel/core/port"
)

// share is not to be had: elsewhere SO_REUSEADDR means that a port can be taken away from who has it.
func share(string, string, syscall.RawConn) error { return port.ErrUnsupported }

// beforeBind refuses reuse, for the same reason.
func beforeBind(reuse bool) func(network, address string, c syscall.RawConn) error {
	if !reuse {
		return nil
	}
	return share
}

// broadcast is on, which is net's doing, and stays it.
func broadcast(syscall.Conn) (bool, error) { return true, nil }

func setBroadcast(_ syscall.Conn, on bool) error {
	if on {
		return nil
	}
	return port.ErrUnsupported
}
