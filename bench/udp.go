package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
)

const (
	// udpCases are those of -mode udp unless it is told others.
	udpCases = "1x64,1x64x16,50x64,200x64,50x1024"
	// underWayMax is how many datagrams may be under way: a receive buffer of the usual 208 KiB holds so many, so
	// that none is lost.
	underWayMax = 200
	// udpBytesMax is the longest datagram that every server takes.
	udpBytesMax = 8192
)

// udp is the echo of datagrams. A case is CLIENTSxBYTES[xPIPELINED].
func (o *options) udp(w io.Writer, b binaries) error {
	return o.matrix(w, b, o.cases, func(s *server, name string) (result, error) {
		args, err := udpArgs(name)
		if err != nil {
			return result{}, err
		}
		return b.load(s, "udp", append(args, o.milliseconds()...)...)
	})
}

// udpArgs is echoArgs of what loses no datagram.
func udpArgs(name string) ([]string, error) {
	args, err := echoArgs(name)
	if err != nil {
		return nil, err
	}
	var n [3]int
	for i, a := range args {
		if n[i], err = strconv.Atoi(a); err != nil {
			return nil, err
		}
	}
	switch clients, size, depth := n[0], n[1], n[2]; {
	case clients*depth > underWayMax:
		return nil, fmt.Errorf("case %q has %d datagrams under way, at most %d are not lost", name, clients*depth, underWayMax)
	case size > udpBytesMax:
		return nil, fmt.Errorf("case %q has datagrams of %d bytes, at most %d are echoed", name, size, udpBytesMax)
	}
	return args, nil
}

// withUDP are the servers that speak UDP.
func withUDP(servers []string) []string {
	return slices.DeleteFunc(slices.Clone(servers), func(name string) bool { return name == "netpoll" })
}
