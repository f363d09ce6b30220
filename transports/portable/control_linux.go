package portable

import "golang.org/x/sys/unix"

// reuseAddr is enough here for any number of ports on one group and address. SO_REUSEPORT besides would deal
// unicast datagrams out among them.
func reuseAddr(fd int) error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1) }

// hearOwnGroups has a port hear the groups that it joined itself, not those that any other on this host joined. A
// kernel that is too old for the option does without.
func hearOwnGroups(fd int, ipv6 bool) {
	if ipv6 {
		unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_ALL, 0)
		return
	}
	unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_ALL, 0)
}
