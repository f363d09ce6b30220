//go:build linux

package epoll

import (
	"testing"

	"golang.org/x/sys/unix"
)

func TestZones(t *testing.T) {
	index, e := zoneIndex("lo")
	want(t, "the loopback interface is there", e, 0)
	want(t, "and has its name", zoneName(index), "lo")
	index, e = zoneIndex("17")
	want(t, "digits are an index", e, 0)
	want(t, "themselves", index, 17)
	want(t, "an index without an interface stays digits", zoneName(1<<31-1), "2147483647")
	_, e = zoneIndex("nosuchzone")
	want(t, "a name without an interface", e, unix.ENODEV)
	index, e = zoneIndex("")
	want(t, "no zone is no error", e, 0)
	want(t, "and no interface", index, 0)
}
