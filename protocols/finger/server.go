package finger

import (
	"net"
	"slices"
	"strings"

	"ravel/core"
	"ravel/protocols/line"
)

// What the server says beside the table. The refusals are the texts of RFC 1288 3.2.1 and 3.2.2.
const (
	noSuchUser    = "No such user"
	noForwarding  = "Finger forwarding service denied"
	noList        = "Finger online user list denied"
	nobody        = "No one logged on"
	badQuery      = "Finger query not understood"
	longQuery     = "Finger query too long"
	listSeparator = "\n"
)

// A Config says what the server knows. The zero value works and knows nobody.
type Config struct {
	// Users is the table: what is told of each user. Line ends are made CR LF. The map is not copied,
	// so it may change between queries, on the reactor's goroutine.
	Users map[string]string
	// Lookup is asked for users who are not in the table. ok is false for nobody. May be nil.
	Lookup func(q Query) (text string, ok bool)
	// List allows the list of the names in the table, in alphabetical order.
	List bool
}

// Factory makes servers that answer one query a connection.
func Factory(c Config) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		s := &server{config: &c}
		s.Handler, s.AcceptLF, s.MaxLength = s, true, QueryMax
		return s, nil
	})
}

type server struct {
	line.Receiver
	config *Config
}

// LineReceived answers the query and ends the connection.
func (s *server) LineReceived(line []byte) {
	s.Transport.Write(appendAnswer(nil, s.config.answer(line)))
	s.LoseConnection()
}

// FramingFailed says that a query is too long; the connection is lost behind it.
func (s *server) FramingFailed(err error) { s.Transport.Write(appendAnswer(nil, longQuery)) }

func (c *Config) answer(line []byte) string {
	q, err := ParseQuery(line)
	switch {
	case err != nil:
		return badQuery
	case len(q.Hosts) > 0:
		return noForwarding
	case q.User == "":
		return c.list()
	}
	if text, ok := c.Users[q.User]; ok {
		return text
	}
	if c.Lookup != nil {
		if text, ok := c.Lookup(q); ok {
			return text
		}
	}
	return noSuchUser
}

func (c *Config) list() string {
	if !c.List {
		return noList
	}
	if len(c.Users) == 0 {
		return nobody
	}
	names := make([]string, 0, len(c.Users))
	for name := range c.Users {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, listSeparator)
}
