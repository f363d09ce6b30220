package chat

import (
	"net"

	"ravel/core"
	"ravel/protocols/line"
)

// A Config says how to run a room. The zero value works.
type Config struct {
	// Room is where members meet. Default: a new one for each factory.
	Room *Room
	// MembersMax is how many members the room may have. Default 65536.
	MembersMax int
}

// Factory makes servers that meet in one room.
func Factory(c Config) core.Factory {
	if c.Room == nil {
		c.Room = NewRoom()
	}
	if c.MembersMax == 0 {
		c.MembersMax = MembersMax
	}
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		s := &server{config: &c}
		s.Handler, s.AcceptLF, s.MaxLength = s, true, LineMax
		return s, nil
	})
}

// Serve opens a room on a TCP port.
func Serve(r core.TCP, addr string) (core.Listener, error) {
	return r.ListenTCP(addr, Factory(Config{}))
}

// A state is what the next line of a peer is: with getName the name, with chatting a message.
type state uint8

const (
	getName state = iota
	chatting
)

type server struct {
	line.Receiver
	config *Config
	name   string
	state  state
}

// ConnectionMade asks for the name.
func (s *server) ConnectionMade(t core.Transport) {
	s.Receiver.ConnectionMade(t)
	s.say(Line{Kind: Question})
}

// LineReceived is the name, or a message. The line is lent until return.
func (s *server) LineReceived(line []byte) {
	switch s.state {
	case getName:
		s.join(line)
	case chatting:
		s.config.Room.broadcast(s, line)
	}
}

// ConnectionLost frees the name.
func (s *server) ConnectionLost(reason error) {
	s.Receiver.ConnectionLost(reason)
	s.config.Room.leave(s)
}

func (s *server) join(name []byte) {
	room := s.config.Room
	switch {
	case !nameAllowed(name):
		s.say(Line{Kind: NotAllowed})
	case len(room.members) >= s.config.MembersMax:
		s.say(Line{Kind: Full})
		s.LoseConnection()
	case !room.join(s, string(name)):
		s.say(Line{Kind: Taken})
	default:
		s.state = chatting
		s.say(Line{Kind: Welcome, Name: name})
	}
}

func (s *server) say(l Line) {
	s.Transport.Write(append(l.Append(nil), "\r\n"...))
}
