//go:build linux

package posix_test

import (
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestAddressesThereAndBack(t *testing.T) {
	for _, a := range []port.Addr{
		addr("127.0.0.1:80"), addr("255.254.253.252:65535"), addr("0.0.0.0:0"), addr("[2001:db8::1]:258"),
		addr("[::]:1"), addr("[fe80::1%lo]:7"), addr("[fe80::1%4000000000]:7"), addr("[::ffff:1.2.3.4]:9"),
		{Path: "/tmp/s"}, {Path: strings.Repeat("x", 107)}, {Path: "@"}, {Path: "@name"}, {Path: "@with\x00zero"},
	} {
		var raw unix.RawSockaddrAny
		n, e := posix.Encode(&raw, posix.Family(a), a)
		want(t, "encoding "+a.AddrPort.String()+a.Path, e, 0)
		want(t, "gives back what went in", posix.Decode(&raw, n), a)
	}
}

func TestAddressesThatCannotBe(t *testing.T) {
	var raw unix.RawSockaddrAny
	for _, c := range []struct {
		why  string
		af   int
		a    port.Addr
		want syscall.Errno
	}{
		{"no address", unix.AF_INET, port.Addr{}, unix.EINVAL},
		{"IPv6 on an IPv4 socket", unix.AF_INET, addr("[::1]:1"), unix.EAFNOSUPPORT},
		{"an IP address on a UNIX socket", unix.AF_UNIX, addr("1.2.3.4:1"), unix.EAFNOSUPPORT},
		{"a path on an IP socket", unix.AF_INET6, port.Addr{Path: "/s"}, unix.EINVAL},
		{"a path without room for its end", unix.AF_UNIX, port.Addr{Path: strings.Repeat("x", 108)}, unix.ENAMETOOLONG},
		{"a path with an end before its end", unix.AF_UNIX, port.Addr{Path: "/tmp/s\x00rest"}, unix.EINVAL},
		{"a path that is no abstract name, for that has a sign", unix.AF_UNIX, port.Addr{Path: "\x00name"}, unix.EINVAL},
		{"a zone that there is not", unix.AF_INET6, addr("[fe80::1%nosuchzone]:1"), unix.ENODEV},
		{"a zone too long to be one", unix.AF_INET6, addr("[fe80::1%" + strings.Repeat("z", 40) + "]:1"), unix.ENODEV},
	} {
		_, e := posix.Encode(&raw, c.af, c.a)
		want(t, c.why, e, c.want)
	}
}

func TestAnIPv4AddressOnAnIPv6Socket(t *testing.T) {
	var raw unix.RawSockaddrAny
	n, e := posix.Encode(&raw, unix.AF_INET6, addr("1.2.3.4:5"))
	want(t, "is mapped", e, 0)
	want(t, "as RFC 4291 2.5.5.2 has it", posix.Decode(&raw, n), addr("[::ffff:1.2.3.4]:5"))
}

func TestAnUnnamedSocketHasNoPath(t *testing.T) {
	raw := unix.RawSockaddrAny{Addr: unix.RawSockaddr{Family: unix.AF_UNIX}}
	raw.Addr.Data[0] = 'x' // left over from another call
	want(t, "whatever lies behind the length", posix.Decode(&raw, posix.PathOffset), port.Addr{})
	want(t, "nor has an unknown family", posix.Decode(&unix.RawSockaddrAny{}, 0), port.Addr{})
}

func TestFamily(t *testing.T) {
	for a, af := range map[port.Addr]int{
		addr("1.2.3.4:1"): unix.AF_INET, addr("[::1]:1"): unix.AF_INET6, addr("[::ffff:1.2.3.4]:1"): unix.AF_INET6,
		{Path: "x"}: unix.AF_UNIX, {}: unix.AF_UNSPEC,
	} {
		want(t, "the family of "+a.AddrPort.String()+a.Path, posix.Family(a), af)
	}
}
