//go:build linux

package posix

import (
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// A zone is an interface by name, or by index where the interface has gone. Interfaces come, go and
// are renamed, and only link-local addresses have zones: nothing is cached.

// zoneIndex is the interface that a zone names, 0 for no zone; ENODEV if there is none.
func zoneIndex(zone string) (uint32, syscall.Errno) {
	if zone == "" {
		return 0, 0
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), 0
	}
	ifr, err := unix.NewIfreq(zone)
	if err != nil || askInterface(unix.SIOCGIFINDEX, ifr) != nil {
		return 0, unix.ENODEV
	}
	return ifr.Uint32(), 0
}

// zoneName is the name of an interface, or its index in digits.
func zoneName(index uint32) string {
	ifr, err := unix.NewIfreq("")
	if err == nil {
		ifr.SetUint32(index)
		if err = askInterface(unix.SIOCGIFNAME, ifr); err == nil {
			return ifr.Name()
		}
	}
	return strconv.FormatUint(uint64(index), 10)
}

func askInterface(request uint, ifr *unix.Ifreq) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.IoctlIfreq(fd, request, ifr)
}
