package endpoint

import (
	"errors"
	"fmt"
	"net/netip"

	"ravel/core"
)

// StandardConfig is what the standard kinds cannot find by themselves. The zero value works.
type StandardConfig struct {
	// Inherited returns what a supervisor passed to this process, for systemd: it is asked when such a
	// string is understood. Without it there are none (transports/native.ListenFDs has them).
	Inherited func() ([]Inherited, error)
	// Resolver is for the names in client strings. Default: the reactor's own.
	Resolver core.Resolver
}

// Standard is a new Strings with the kinds that doc.go lists.
func Standard(c ...StandardConfig) *Strings {
	if len(c) > 1 {
		panic("endpoint: Standard takes at most one StandardConfig")
	}
	var cfg StandardConfig
	if len(c) == 1 {
		cfg = c[0]
	}
	return &Strings{Servers: standardServers(cfg), Clients: standardClients(cfg), Datagrams: standardDatagrams()}
}

// isNumber reports whether s is digits alone.
func isNumber(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// hostFirst has HOST:PORT understood where PORT comes first: if the first argument has no name and is no
// number, it is the interface.
func hostFirst(params ...string) func(t Text) []string {
	swapped := append([]string{"interface", "port"}, params...)
	return func(t Text) []string {
		if len(t.Args) == 0 || t.Args[0].Name != "" || isNumber(t.Args[0].Value) {
			return nil
		}
		if len(t.Args) == 1 && t.Args[0].Value != "" && !isAddress(t.Args[0].Value) {
			return nil // "tcp:abc" is a bad port, and no host without one
		}
		return swapped
	}
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil || s == "localhost"
}

// family is what the interface of a server has to be.
type family struct {
	any   string // no interface
	is    func(ip netip.Addr) bool
	name  string
	other string // the kind for the other family
}

var (
	family4   = family{"", func(ip netip.Addr) bool { return ip.Is4() }, "IPv4", "use tcp6:"}
	family6   = family{"::", func(ip netip.Addr) bool { return ip.Is6() }, "IPv6", "use tcp:"}
	familyAny = family{"", func(netip.Addr) bool { return true }, "IP", ""}
)

// listenAddr is the arguments interface and port as an address.
func (a *Args) listenAddr(f family) string {
	port := a.Port("port")
	host := a.String("interface", "")
	if host == "" {
		return hostPort(f.any, port)
	}
	ip, err := netip.ParseAddr(host)
	if host == "localhost" {
		ip, err = netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	}
	switch {
	case err != nil:
		a.Bad("interface", fmt.Errorf("%w: %w: %q is not an IP address", ErrBadValue, core.ErrInvalidAddress, host))
	case !f.is(ip):
		a.Bad("interface", fmt.Errorf("%w: %s is not an %s address; %s", ErrBadValue, ip, f.name, f.other))
	}
	return hostPort(host, port)
}

// backlogMax is the longest backlog that makes sense.
const backlogMax = 1 << 16

func (a *Args) listenConfig() core.ListenConfig {
	return core.ListenConfig{Backlog: a.Int("backlog", 0, 1, backlogMax)}
}

// exactlyOne says that the string gives none, or several, of two arguments that exclude each other.
func (a *Args) exactlyOne(one, other string) {
	switch has, hasToo := a.Given(one), a.Given(other); {
	case has && hasToo:
		a.Bad(other, fmt.Errorf("%w: %s is given as well", ErrUnexpectedArgument, one))
	case !has && !hasToo:
		a.Bad(one, fmt.Errorf("%w, and so is %s", ErrMissingArgument, other))
	}
}

// errOneOf is a value that is not in a list.
func oneOf(v, list string) error {
	return fmt.Errorf("%w: %q is none of %s", ErrBadValue, v, list)
}

var errNoDH = errors.New("crypto/tls has no finite-field Diffie-Hellman: leave it out")
