//go:build linux

package posix_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/transports/posix"
)

func TestZones(t *testing.T) {
	index, e := posix.ZoneIndex("lo")
	want(t, "the loopback interface is there", e, 0)
	want(t, "and has its name", posix.ZoneName(index), "lo")
	index, e = posix.ZoneIndex("17")
	want(t, "digits are an index", e, 0)
	want(t, "themselves", index, 17)
	want(t, "an index without an interface stays digits", posix.ZoneName(1<<31-1), "2147483647")
	_, e = posix.ZoneIndex("nosuchzone")
	want(t, "a name without an interface", e, unix.ENODEV)
	index, e = posix.ZoneIndex("")
	want(t, "no zone is no error", e, 0)
	want(t, "and no interface", index, 0)
}
