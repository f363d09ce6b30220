//go:build darwin || freebsd || linux

package sys

import (
	"errors"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

func TestGroupsRefuseWhatIsNone(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	var g Groups
	if err := g.Join(fd, netip.MustParseAddr("ff01::114"), ""); !errors.Is(err, unix.EAFNOSUPPORT) {
		t.Errorf("a group of the other family: %v", err)
	}
	if err := g.Join(fd, netip.MustParseAddr("224.0.0.254"), "no-such-interface"); !errors.Is(err, unix.ENODEV) {
		t.Errorf("an interface that there is not: %v", err)
	}
	for _, ttl := range []int{-1, 256} {
		if err := g.SetTTL(fd, ttl); !errors.Is(err, unix.EINVAL) {
			t.Errorf("a TTL of %d: %v", ttl, err)
		}
	}
	if err := g.SetTTL(fd, 7); err != nil {
		t.Error(err)
	}
	if ttl, err := g.TTL(fd); ttl != 7 || err != nil {
		t.Errorf("it is kept: %d, %v", ttl, err)
	}
	if iface, err := g.Interface(fd); iface != "" || err != nil {
		t.Errorf("the system chooses at first: %q, %v", iface, err)
	}
}
