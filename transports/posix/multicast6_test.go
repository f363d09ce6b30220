//go:build linux

package posix_test

import (
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/transports/posix"
)

// inNamespace marks the child that multicast6 starts.
const inNamespace = "RAVEL_TEST_IN_NAMESPACE"

// multicast6 is an interface that IPv6 multicast datagrams can be sent through. The loopback interface
// has no route for them and none can be added without privileges, so it is another interface or, where
// there is none, the loopback interface of a network namespace: then the test was run there, by a
// child, and the name is "".
func multicast6(t *testing.T) string {
	t.Helper()
	if os.Getenv(inNamespace) != "" {
		routeMulticast(t)
		return "lo"
	}
	ifaces, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, iface := range ifaces {
		if iface.Flags&(net.FlagUp|net.FlagMulticast) == net.FlagUp|net.FlagMulticast && reachesGroups(iface.Name) {
			return iface.Name
		}
	}
	child := exec.Command("/proc/self/exe", "-test.v", "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), inNamespace+"=1")
	child.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("no interface takes IPv6 multicast, and in a namespace: %v\n%s", err, out)
	}
	t.Logf("no interface takes IPv6 multicast; in a namespace:\n%s", out)
	return ""
}

func reachesGroups(iface string) bool {
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	zone, e := posix.ZoneIndex(iface)
	group := netip.MustParseAddr("ff01::7:9").As16()
	return e == 0 && unix.Connect(fd, &unix.SockaddrInet6{Addr: group, Port: 9, ZoneId: zone}) == nil
}

// routeMulticast brings the loopback interface up and makes ff00::/8 local to it, by rtnetlink(7).
func routeMulticast(t *testing.T) {
	t.Helper()
	zone, _ := posix.ZoneIndex("lo")
	bringUp(t)
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	order := binary.NativeEndian
	var m []byte
	m = order.AppendUint32(m, 0) // the length, below
	m = order.AppendUint16(m, unix.RTM_NEWROUTE)
	m = order.AppendUint16(m, unix.NLM_F_REQUEST|unix.NLM_F_ACK|unix.NLM_F_CREATE)
	m = append(m, make([]byte, 8)...) // sequence, port
	m = append(m, unix.AF_INET6, 8, 0, 0, unix.RT_TABLE_LOCAL, unix.RTPROT_STATIC, unix.RT_SCOPE_UNIVERSE, unix.RTN_LOCAL)
	m = order.AppendUint32(m, 0) // flags
	m = order.AppendUint16(m, 20)
	m = order.AppendUint16(m, unix.RTA_DST)
	m = append(m, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	m = order.AppendUint16(m, 8)
	m = order.AppendUint16(m, unix.RTA_OIF)
	m = order.AppendUint32(m, zone)
	order.PutUint32(m, uint32(len(m)))
	if err := unix.Sendto(fd, m, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 4096)
	n, _, err := unix.Recvfrom(fd, answer, 0)
	if err != nil || n < unix.SizeofNlMsghdr+4 {
		t.Fatalf("rtnetlink answered %d bytes, error %v", n, err)
	}
	if errno := -int32(order.Uint32(answer[unix.SizeofNlMsghdr:])); errno != 0 {
		t.Fatalf("adding a route: %v", syscall.Errno(errno))
	}
}

func bringUp(t *testing.T) {
	t.Helper()
	ifr, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	ifr.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := posix.AskInterface(unix.SIOCSIFFLAGS, ifr); err != nil {
		t.Fatal("bringing lo up: " + err.Error() + " as user " + strconv.Itoa(os.Getuid()))
	}
}
