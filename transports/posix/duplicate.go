//go:build linux

package posix

import "ravel/transports/sys"

// DuplicateDescriptor makes another descriptor of the same open file, which children do not inherit.
func (p *Port) DuplicateDescriptor(fd int) (int, error) { return sys.Duplicate(fd) }

// CloseDescriptor closes a descriptor that no Sock owns.
func (p *Port) CloseDescriptor(fd int) error { return sys.Close(fd) }
