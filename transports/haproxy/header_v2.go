package haproxy

import (
	"encoding/binary"
	"hash/crc32"
	"net/netip"
	"strings"
)

const (
	signature = "\r\n\r\n\x00\r\nQUIT\n"
	// v2Fixed is the length of what every header of version 2 has: the signature, the command, the
	// family, the length of the rest.
	v2Fixed = len(signature) + 4
	// v2Max is the longest header of version 2: its length has two bytes.
	v2Max    = v2Fixed + 1<<16 - 1
	unixPath = 108
)

// v2Families are the families as version 2 numbers them, and the length of their addresses.
var v2Families = map[byte]struct {
	family Family
	length int
}{
	0x11: {TCP4, 12}, 0x12: {UDP4, 12}, 0x21: {TCP6, 36}, 0x22: {UDP6, 36},
	0x31: {UNIXStream, 2 * unixPath}, 0x32: {UNIXDatagram, 2 * unixPath},
}

func (h Header) appendV2(to []byte) ([]byte, error) {
	start := len(to)
	command, family := byte(0x21), byte(0)
	if h.Local {
		command = 0x20
	}
	for code, f := range v2Families {
		if f.family == h.Family {
			family = code
		}
	}
	b := append(append(to, signature...), command, family, 0, 0)
	var err error
	switch h.Family {
	case Unknown:
	case UNIXStream, UNIXDatagram:
		b, err = appendPaths(b, h.SourcePath, h.DestinationPath)
	default:
		b, err = h.appendIPs(b)
	}
	if err != nil {
		return to, err
	}
	for _, t := range h.TLVs {
		if len(t.Value) > 1<<16-1 {
			return to, bad("a TLV of %d bytes", len(t.Value))
		}
		b = append(binary.BigEndian.AppendUint16(append(b, t.Type), uint16(len(t.Value))), t.Value...)
	}
	length := len(b) - start - v2Fixed
	if length > 1<<16-1 {
		return to, bad("%d bytes of addresses and TLVs", length)
	}
	binary.BigEndian.PutUint16(b[start+v2Fixed-2:], uint16(length))
	return b, nil
}

func (h Header) appendIPs(b []byte) ([]byte, error) {
	if err := h.checkIP(); err != nil {
		return b, err
	}
	b = append(append(b, h.Source.Addr().AsSlice()...), h.Destination.Addr().AsSlice()...)
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, h.Source.Port()), h.Destination.Port()), nil
}

func appendPaths(b []byte, paths ...string) ([]byte, error) {
	for _, p := range paths {
		if len(p) > unixPath || strings.Contains(p, "\x00") {
			return b, bad("the path %q", p)
		}
		b = append(append(b, p...), make([]byte, unixPath-len(p))...)
	}
	return b, nil
}

// checkV2 looks at the fixed part.
func checkV2(fixed []byte) error {
	command, family := fixed[12], fixed[13]
	switch {
	case command>>4 != 2:
		return bad("version %d behind the signature of version 2", command>>4)
	case command&15 > 1:
		return bad("the command %d", command&15)
	}
	// A family that is not known is no error (section 2.2): its addresses are skipped.
	if f, known := v2Families[family]; known && command&15 == 1 && v2Length(fixed) < f.length {
		return bad("%d bytes for the addresses of %v, want %d", v2Length(fixed), f.family, f.length)
	}
	return nil
}

// v2Length is the length of what follows the fixed part.
func v2Length(fixed []byte) int { return int(binary.BigEndian.Uint16(fixed[14:])) }

// parseV2 reads a whole header that checkV2 has passed.
func parseV2(b []byte) (h Header, err error) {
	h.Local = b[12]&15 == 0
	rest := b[v2Fixed:]
	if f, known := v2Families[b[13]]; known && len(rest) >= f.length {
		addrs := rest[:f.length]
		rest = rest[f.length:]
		if !h.Local {
			h.Family = f.family
			h.readAddrs(addrs)
		}
	} else if b[13] != 0 {
		return h, nil // what cannot be told apart from TLVs is ignored with them
	}
	return h, h.readTLVs(b, rest)
}

func (h *Header) readAddrs(b []byte) {
	if h.Family == UNIXStream || h.Family == UNIXDatagram {
		h.SourcePath, h.DestinationPath = path(b[:unixPath]), path(b[unixPath:])
		return
	}
	n := (len(b) - 4) / 2
	source, _ := netip.AddrFromSlice(b[:n])
	destination, _ := netip.AddrFromSlice(b[n : 2*n])
	h.Source = netip.AddrPortFrom(source, binary.BigEndian.Uint16(b[2*n:]))
	h.Destination = netip.AddrPortFrom(destination, binary.BigEndian.Uint16(b[2*n+2:]))
}

func path(b []byte) string {
	p, _, _ := strings.Cut(string(b), "\x00")
	return p
}

// readTLVs reads rest, the end of the header b.
func (h *Header) readTLVs(b, rest []byte) error {
	for len(rest) > 0 {
		if len(rest) < 3 || len(rest)-3 < int(binary.BigEndian.Uint16(rest[1:])) {
			return bad("a TLV is longer than the header")
		}
		n := 3 + int(binary.BigEndian.Uint16(rest[1:]))
		t := TLV{rest[0], append([]byte(nil), rest[3:n]...)}
		if t.Type == TypeCRC32C && !sumIsRight(b, len(b)-len(rest)+3, t.Value) {
			return bad("the checksum is wrong")
		}
		h.TLVs = append(h.TLVs, t)
		rest = rest[n:]
	}
	return nil
}

// sumIsRight checks the CRC32c of b, which stands at an offset of it and counts as zeros (section 2.2.3).
func sumIsRight(b []byte, at int, sum []byte) bool {
	if len(sum) != 4 {
		return false
	}
	table := crc32.MakeTable(crc32.Castagnoli)
	got := crc32.Update(0, table, b[:at])
	got = crc32.Update(got, table, make([]byte, 4))
	got = crc32.Update(got, table, b[at+4:])
	return got == binary.BigEndian.Uint32(sum)
}
