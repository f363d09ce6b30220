//go:build linux

package posix

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// pathsMax is how many senders' paths are kept; the one after it starts afresh.
const pathsMax = 1024

// paths are those that UNIX datagrams came from, so that each is made a string once.
type paths struct{ known map[string]string }

func (p *paths) of(sa *unix.RawSockaddrUnix, length uint32) string {
	if length <= pathOffset {
		return ""
	}
	// The raw bytes are the key: two names are the same if and only if those are.
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&sa.Path[0])), len(sa.Path))[:min(length-pathOffset, uint32(len(sa.Path)))]
	if path, ok := p.known[string(raw)]; ok {
		return path
	}
	if p.known == nil || len(p.known) == pathsMax {
		p.known = make(map[string]string)
	}
	path := decodePath(sa, length)
	p.known[string(raw)] = path
	return path
}
