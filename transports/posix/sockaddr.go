//go:build linux

package posix

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// pathOffset is where the path of a sockaddr_un begins.
const pathOffset = uint32(unsafe.Offsetof(unix.RawSockaddrUnix{}.Path))

// family is the address family of a, AF_UNSPEC for the zero Addr.
func family(a port.Addr) int {
	switch {
	case a.AddrPort.Addr().Is4():
		return unix.AF_INET
	case a.AddrPort.Addr().Is6():
		return unix.AF_INET6
	case a.Path != "":
		return unix.AF_UNIX
	}
	return unix.AF_UNSPEC
}

// encode writes a into raw and returns its length. An IPv4 address becomes an IPv6 one that maps it if
// af is AF_INET6. The errno says what is wrong with a: EINVAL for none, EAFNOSUPPORT for another
// family's, ENODEV for a zone that there is not, ENAMETOOLONG for a path
// that is, and EINVAL for one with a zero byte.
func encode(raw *unix.RawSockaddrAny, af int, a port.Addr) (uint32, syscall.Errno) {
	ip := a.AddrPort.Addr()
	switch {
	case af == unix.AF_UNIX:
		return encodePath((*unix.RawSockaddrUnix)(unsafe.Pointer(raw)), a)
	case !ip.IsValid():
		return 0, unix.EINVAL
	case af == unix.AF_INET && ip.Is4():
		sa := (*unix.RawSockaddrInet4)(unsafe.Pointer(raw))
		*sa = unix.RawSockaddrInet4{Family: unix.AF_INET, Port: swapped(a.AddrPort.Port()), Addr: ip.As4()}
		return unix.SizeofSockaddrInet4, 0
	case af == unix.AF_INET6:
		zone, e := zoneIndex(ip.Zone())
		if e != 0 {
			return 0, e
		}
		sa := (*unix.RawSockaddrInet6)(unsafe.Pointer(raw))
		*sa = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: swapped(a.AddrPort.Port()), Addr: ip.As16(), Scope_id: zone}
		return unix.SizeofSockaddrInet6, 0
	}
	return 0, unix.EAFNOSUPPORT
}

// encodePath writes a path; "@name" is the abstract name, whose first byte is 0 and which has no end mark.
func encodePath(sa *unix.RawSockaddrUnix, a port.Addr) (uint32, syscall.Errno) {
	switch {
	case a.AddrPort.IsValid():
		return 0, unix.EAFNOSUPPORT
	case len(a.Path) >= len(sa.Path):
		return 0, unix.ENAMETOOLONG
	case strings.Contains(a.Path, "\x00") && a.Path[0] != '@': // the system would take it to end there
		return 0, unix.EINVAL
	}
	*sa = unix.RawSockaddrUnix{Family: unix.AF_UNIX}
	for i := range len(a.Path) {
		sa.Path[i] = int8(a.Path[i])
	}
	length := pathOffset + uint32(len(a.Path))
	switch {
	case a.Path == "":
	case a.Path[0] == '@':
		sa.Path[0] = 0
	default:
		length++ // the end mark
	}
	return length, 0
}

// decode reads what the system wrote. An address of another family is the zero Addr.
func decode(raw *unix.RawSockaddrAny, length uint32) port.Addr {
	switch raw.Addr.Family {
	case unix.AF_INET:
		sa := (*unix.RawSockaddrInet4)(unsafe.Pointer(raw))
		return port.Addr{AddrPort: netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), swapped(sa.Port))}
	case unix.AF_INET6:
		sa := (*unix.RawSockaddrInet6)(unsafe.Pointer(raw))
		ip := netip.AddrFrom16(sa.Addr)
		if sa.Scope_id != 0 {
			ip = ip.WithZone(zoneName(sa.Scope_id))
		}
		return port.Addr{AddrPort: netip.AddrPortFrom(ip, swapped(sa.Port))}
	case unix.AF_UNIX:
		return port.Addr{Path: decodePath((*unix.RawSockaddrUnix)(unsafe.Pointer(raw)), length)}
	}
	return port.Addr{}
}

func decodePath(sa *unix.RawSockaddrUnix, length uint32) string {
	if length <= pathOffset {
		return ""
	}
	path := unsafe.Slice((*byte)(unsafe.Pointer(&sa.Path[0])), len(sa.Path))[:min(length-pathOffset, uint32(len(sa.Path)))]
	if path[0] == 0 {
		return "@" + string(path[1:])
	}
	return unix.ByteSliceToString(path)
}

// swapped is a port number between the host's order of bytes and the network's.
func swapped(n uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], n)
	return binary.NativeEndian.Uint16(b[:])
}
