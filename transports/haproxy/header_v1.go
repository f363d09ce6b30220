package haproxy

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// v1Max is the longest header of version 1.
//
// Section 2.1: "So a 108-byte buffer is always enough to store all the line and a trailing zero for string
// processing."
const v1Max = 107

const v1Prefix = "PROXY "

func (h Header) appendV1(to []byte) ([]byte, error) {
	switch {
	case h.Local || len(h.TLVs) > 0:
		return to, bad("version 1 has neither LOCAL nor TLVs")
	case h.Family == Unknown:
		return append(to, "PROXY UNKNOWN\r\n"...), nil
	case h.Family != TCP4 && h.Family != TCP6:
		return to, bad("version 1 has no %v", h.Family)
	}
	if err := h.checkIP(); err != nil {
		return to, err
	}
	return fmt.Appendf(to, "PROXY %v %v %v %d %d\r\n", h.Family, h.Source.Addr().WithZone(""), h.Destination.Addr().WithZone(""),
		h.Source.Port(), h.Destination.Port()), nil
}

// parseV1 reads a line without its CR LF.
func parseV1(line string) (h Header, err error) {
	rest := line[len(v1Prefix):]
	family, rest, _ := strings.Cut(rest, " ")
	switch family {
	case "UNKNOWN":
		// Section 2.1: "the receiver must ignore anything presented before the CRLF is found".
		return Header{}, nil
	case "TCP4":
		h.Family = TCP4
	case "TCP6":
		h.Family = TCP6
	default:
		return h, bad("%q is none of TCP4, TCP6, UNKNOWN", family)
	}
	fields := strings.Split(rest, " ")
	if len(fields) != 4 {
		return h, bad("%d fields behind %s, want 4", len(fields), family)
	}
	if h.Source, err = v1Addr(fields[0], fields[2]); err != nil {
		return h, err
	}
	if h.Destination, err = v1Addr(fields[1], fields[3]); err != nil {
		return h, err
	}
	return h, h.checkIP()
}

func v1Addr(host, port string) (netip.AddrPort, error) {
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Zone() != "" {
		return netip.AddrPort{}, bad("%q is no address", host)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || port[0] == '+' || len(port) > 1 && port[0] == '0' {
		return netip.AddrPort{}, bad("%q is no port", port)
	}
	return netip.AddrPortFrom(ip, uint16(n)), nil
}
