package reactortest

import (
	"bytes"
	"net"

	"ravel/core"
)

const (
	// anyPort is where cases listen.
	anyPort = "127.0.0.1:0"
	// clogPiece is what Clog writes at a time, and clogMax how often: far more than any system
	// takes of a connection that nobody reads.
	clogPiece, clogMax = 64 << 10, 512
	// clogged is how many bytes then wait in the transport at least.
	clogged = 256 << 10
)

// Listen listens on a port of 127.0.0.1.
func (s *Script) Listen(f core.Factory, c ...core.ListenConfig) core.Listener {
	s.Helper()
	l, err := s.R.ListenTCP(anyPort, f, c...)
	if err != nil {
		s.Fatalf("ListenTCP: %v", err)
	}
	return l
}

// Dial connects e to addr.
func (s *Script) Dial(addr net.Addr, e *End, c ...core.ConnectConfig) core.Connector {
	s.Helper()
	return s.DialWith(addr, s.Serve(e), c...)
}

// DialWith connects f to addr.
func (s *Script) DialWith(addr net.Addr, f core.Factory, c ...core.ConnectConfig) core.Connector {
	s.Helper()
	k, err := s.R.ConnectTCP(addr.String(), f, c...)
	if err != nil {
		s.Fail("ConnectTCP: %v", err)
	}
	return k
}

// Pair connects client to server over TCP.
func (s *Script) Pair(server, client *End) {
	s.Helper()
	s.PairWith(server, client, core.ConnConfig{})
}

// PairWith is Pair where the server's end has a configuration.
func (s *Script) PairWith(server, client *End, c core.ConnConfig) {
	s.Helper()
	l := s.Listen(s.Serve(server), core.ListenConfig{ConnConfig: c})
	s.Dial(l.Addr(), client)
	s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
}

// PairUNIX is Pair over a UNIX socket, and returns its path.
func (s *Script) PairUNIX(server, client *End) string {
	s.Helper()
	path := s.Path("pair")
	u := s.R.(core.UNIX)
	if _, err := u.ListenUNIX(path, s.Serve(server)); err != nil {
		s.Fatalf("ListenUNIX: %v", err)
	}
	if _, err := u.ConnectUNIX(path, s.Serve(client)); err != nil {
		s.Fatalf("ConnectUNIX: %v", err)
	}
	s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
	return path
}

// Path is a path for a UNIX socket.
func (s *Script) Path(name string) string { return s.host.Dir() + "/" + name }

// Closed is an address at which nobody listens, nor can before the case is over: a client's end of a connection.
func (s *Script) Closed() net.Addr {
	s.Helper()
	server, client := s.End("holds"), s.End("held")
	s.Pair(server, client)
	return client.Transport.LocalAddr()
}

// Free is an address at which nobody listens: a port that was listened on a moment ago. Anybody on the host may
// take it in the next.
func (s *Script) Free() net.Addr {
	s.Helper()
	l := s.Listen(s.Serve())
	closed := false
	l.StopListening(func() { closed = true })
	s.Until("the port is closed", func() bool { return closed })
	return l.Addr()
}

// stays reports whether n is the same once everything has settled: a system may take its time to take what it
// takes.
func (s *Script) stays(n func() int) bool {
	s.Helper()
	before := n()
	s.Settle()
	return n() == before
}

// Clog writes on from, whose peer does not read, until the system takes no more and a good deal waits in
// the transport. It returns what was written.
func (s *Script) Clog(from *End) []byte {
	s.Helper()
	piece := pattern(clogPiece)
	for n := range clogMax {
		if from.Waiting() >= clogged && s.stays(from.Waiting) {
			return bytes.Repeat(piece, n)
		}
		from.WriteBytes(piece)
		if n%16 == 15 {
			s.Settle()
		}
	}
	s.Fatalf("%d bytes were written to who does not read, and none of them wait", clogMax*clogPiece)
	return nil
}
