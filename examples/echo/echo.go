package main

import (
	"fmt"
	"net"

	"ravel/core"
	"ravel/protocols/line"
)

// lineMax is the longest line in bytes; a longer one ends its connection.
const lineMax = 1024

// An echo serves connections that share one count. It is their factory.
type echo struct {
	lines int
}

func (e *echo) BuildProtocol(net.Addr) (core.Protocol, error) {
	s := &server{echo: e}
	s.Handler, s.AcceptLF, s.MaxLength = s, true, lineMax
	return s, nil
}

// A server is one connection.
type server struct {
	line.Receiver // cuts what comes into lines
	echo          *echo
}

// LineReceived answers a line, which is lent until return.
func (s *server) LineReceived(line []byte) {
	if string(line) == "count" {
		s.SendLine(fmt.Appendf(nil, "%d lines so far", s.echo.lines))
		return
	}
	s.echo.lines++
	s.SendLine(line)
}
