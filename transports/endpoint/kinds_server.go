package endpoint

import (
	stdtls "crypto/tls"
	"fmt"
	"io/fs"

	"ravel/core"
)

func standardServers(c StandardConfig) map[string]Kind[core.ServerEndpoint] {
	tcp := []string{"port", "interface", "backlog"}
	tls := []string{"port", "privateKey", "certKey", "sslmethod", "interface", "backlog", "extraCertChain", "dhParameters"}
	return map[string]Kind[core.ServerEndpoint]{
		"tcp":     {Params: tcp, Instead: hostFirst("backlog"), Make: tcpServer(family4)},
		"tcp6":    {Params: tcp, Instead: hostFirst("backlog"), Make: tcpServer(family6)},
		"ssl":     {Params: tls, Instead: hostFirst(tls[1], tls[2], tls[3], tls[5], tls[6], tls[7]), Make: tlsFromFiles},
		"tls":     {Params: tls, Instead: hostFirst(tls[1], tls[2], tls[3], tls[5], tls[6], tls[7]), Make: tlsFromFiles},
		"unix":    {Params: []string{"address", "mode", "backlog", "lockfile"}, Make: unixServer},
		"fd":      {Params: []string{"fd", "backlog"}, Make: fdServer},
		"systemd": {Params: []string{"domain", "index", "name"}, Make: systemdServer(c)},
		"stdio":   {Make: func(*Args) (core.ServerEndpoint, error) { return StandardIO{}, nil }},
		"haproxy": {Whole: true, Make: haproxyServer},
	}
}

func standardDatagrams() map[string]Kind[core.DatagramEndpoint] {
	return map[string]Kind[core.DatagramEndpoint]{
		"udp": {Params: []string{"port", "interface", "maxPacketSize"}, Instead: hostFirst("maxPacketSize"), Make: udpPort},
	}
}

func tcpServer(f family) func(a *Args) (core.ServerEndpoint, error) {
	return func(a *Args) (core.ServerEndpoint, error) {
		return TCPServer{Addr: a.listenAddr(f), Config: a.listenConfig()}, nil
	}
}

// standardKey is where Twisted looks for a key and its certificate.
const standardKey = "server.pem"

// tlsVersions are the values of sslmethod that still have a meaning.
func tlsVersion(a *Args) uint16 {
	switch v := a.String("sslmethod", "TLS_METHOD"); v {
	case "TLS_METHOD", "SSLv23_METHOD", "TLSv1_2_METHOD":
		return stdtls.VersionTLS12
	case "TLSv1_3_METHOD":
		return stdtls.VersionTLS13
	default:
		a.Bad("sslmethod", oneOf(v, "TLS_METHOD, TLSv1_2_METHOD, TLSv1_3_METHOD"))
		return 0
	}
}

func tlsFromFiles(a *Args) (core.ServerEndpoint, error) {
	key := a.String("privateKey", standardKey)
	if a.Given("dhParameters") {
		a.Bad("dhParameters", fmt.Errorf("%w: %w", ErrUnexpectedArgument, errNoDH))
	}
	return filedServer{
		over:  TCPServer{Addr: a.listenAddr(familyAny), Config: a.listenConfig()},
		files: keyFiles{key: key, certificate: a.String("certKey", key), chain: a.String("extraCertChain", "")},
		least: tlsVersion(a),
	}, nil
}

func unixServer(a *Args) (core.ServerEndpoint, error) {
	return UNIXServer{Path: a.Required("address"), Config: core.UNIXListenConfig{
		Backlog: a.Int("backlog", 0, 1, backlogMax),
		Mode:    a.Mode("mode", fs.FileMode(0)),
		Lock:    a.Bool("lockfile", true),
	}}, nil
}

// fdMax is more than any system's descriptors.
const fdMax = 1 << 30

func fdServer(a *Args) (core.ServerEndpoint, error) {
	a.Required("fd")
	return FD{FD: a.Int("fd", 0, 0, fdMax), Config: a.listenConfig()}, nil
}

func systemdServer(c StandardConfig) func(a *Args) (core.ServerEndpoint, error) {
	return func(a *Args) (core.ServerEndpoint, error) {
		switch d := a.Required("domain"); d {
		case "INET", "INET6", "UNIX", "":
		default:
			a.Bad("domain", oneOf(d, "INET, INET6, UNIX"))
		}
		a.exactlyOne("index", "name")
		e := Systemd{Name: a.String("name", ""), Index: a.Int("index", 0, 0, fdMax)}
		if c.Inherited == nil {
			return e, nil
		}
		var err error
		e.Inherited, err = c.Inherited()
		return e, err
	}
}

func haproxyServer(a *Args) (core.ServerEndpoint, error) {
	over, err := a.Strings.Server(a.Rest())
	if err != nil {
		return nil, err
	}
	return HAProxy{Over: over}, nil
}

func udpPort(a *Args) (core.DatagramEndpoint, error) {
	return UDP{Addr: a.listenAddr(familyAny), Config: core.DatagramConfig{MaxPacket: a.Int("maxPacketSize", 0, 1, 1<<16)}}, nil
}
