package haproxy

import (
	"errors"
	"fmt"
	"net/netip"
)

// A Family is the kind of addresses in a Header.
type Family uint8

const (
	// Unknown is a header without addresses: those of the connection count (UNKNOWN, LOCAL, UNSPEC).
	Unknown Family = iota
	TCP4
	TCP6
	UDP4
	UDP6
	UNIXStream
	UNIXDatagram
)

var familyNames = [...]string{"UNKNOWN", "TCP4", "TCP6", "UDP4", "UDP6", "UNIX stream", "UNIX datagram"}

func (f Family) String() string { return familyNames[f] }

// A Header is what a proxy says of a connection.
type Header struct {
	// Local is a connection of the proxy itself, such as a health check. Version 2 only.
	Local bool
	// Family says which addresses there are.
	Family Family
	// Source is the client and Destination what it connected to, for IP families.
	Source, Destination netip.AddrPort
	// SourcePath and DestinationPath are the addresses of the UNIX families.
	SourcePath, DestinationPath string
	// TLVs are what else version 2 can tell. A Parser's belong to the caller.
	TLVs []TLV
}

// A TLV is one piece of further information.
type TLV struct {
	Type  byte
	Value []byte
}

// Types of TLVs.
const (
	TypeALPN      = 0x01
	TypeAuthority = 0x02
	TypeCRC32C    = 0x03
	TypeNoop      = 0x04
	TypeUniqueID  = 0x05
	TypeSSL       = 0x20
	TypeNetNS     = 0x30
)

// ErrHeader is found in every error of a header that cannot be read or sent.
var ErrHeader = errors.New("bad PROXY header")

func bad(why string, with ...any) error {
	return fmt.Errorf("%w: "+why, append([]any{ErrHeader}, with...)...)
}

// Append appends h as version 1 or 2. Version 1 has the families TCP4, TCP6 and Unknown and no TLVs.
func (h Header) Append(to []byte, version int) ([]byte, error) {
	switch version {
	case 1:
		return h.appendV1(to)
	case 2:
		return h.appendV2(to)
	}
	return to, bad("there is no version %d", version)
}

// checkIP says whether the addresses are of the family.
func (h Header) checkIP() error {
	is4 := h.Family == TCP4 || h.Family == UDP4
	for _, a := range []netip.AddrPort{h.Source, h.Destination} {
		if !a.IsValid() || a.Addr().Is4() != is4 {
			return bad("%v is no address for %v", a, h.Family)
		}
	}
	return nil
}
