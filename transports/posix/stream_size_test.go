//go:build linux

package posix_test

import (
	"testing"
	"unsafe"

	"ravel/transports/posix"
)

func TestAnAcceptedStreamIsSmall(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) == 4 {
		t.Skip("the figures are for pointers of 8 bytes")
	}
	want(t, "the part that is touched for every message is one cache line", unsafe.Sizeof(posix.Sock{}), 64)
	want(t, "with the rest it is a size that the allocator has", unsafe.Sizeof(posix.TCPStream{}), 96)
}
