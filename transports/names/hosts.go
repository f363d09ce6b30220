package names

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"

	"ravel/core"
)

// HostsMax is how many bytes of a hosts file are read.
const HostsMax = 1 << 22

// ParseHosts reads a hosts file, hosts(5): on each line an IP address, then names; '#' begins a comment. A
// name on several lines has all their addresses, in that order, each once. As with the system's own
// resolver a line without an address, or a name that is none, is passed by. Past HostsMax bytes it stops at
// the last whole line. text is borrowed until return.
func ParseHosts(text []byte) core.StaticResolver {
	if len(text) > HostsMax {
		text = text[:HostsMax]
		text = text[:bytes.LastIndexByte(text, '\n')+1]
	}
	table := core.StaticResolver{}
	for line := range bytes.Lines(text) {
		if at := bytes.IndexByte(line, '#'); at >= 0 {
			line = line[:at]
		}
		fields := strings.Fields(string(line))
		if len(fields) < 2 {
			continue
		}
		ip, err := netip.ParseAddr(fields[0])
		if err != nil {
			continue
		}
		for _, alias := range fields[1:] {
			if name, err := core.CheckName(alias); err == nil && !slices.Contains(table[name], ip) {
				table[name] = append(table[name], ip)
			}
		}
	}
	return table
}
