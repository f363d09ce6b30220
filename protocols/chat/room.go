package chat

import "slices"

// MembersMax is how many members a room has, unless a Config says otherwise.
const MembersMax = 65536

// A Room is the members and their names.
type Room struct {
	names map[string]*server
	// members is in the order of joining: a map's order would be another in each run.
	members []*server
	out     []byte // reused by broadcast
}

// NewRoom is an empty room.
func NewRoom() *Room { return &Room{names: make(map[string]*server)} }

// Names lists the members in the order in which they joined.
func (r *Room) Names() []string {
	names := make([]string, len(r.members))
	for i, m := range r.members {
		names[i] = m.name
	}
	return names
}

func (r *Room) join(m *server, name string) (free bool) {
	if r.names[name] != nil {
		return false
	}
	m.name = name
	r.names[name] = m
	r.members = append(r.members, m)
	return true
}

// leave is for members and for those who never became one.
func (r *Room) leave(m *server) {
	if r.names[m.name] != m {
		return
	}
	delete(r.names, m.name)
	i := slices.Index(r.members, m)
	r.members = slices.Delete(r.members, i, i+1)
}

// broadcast sends what from says to all the others. The line is put together once.
func (r *Room) broadcast(from *server, text []byte) {
	l := Line{Kind: Message, Name: []byte(from.name), Text: text}
	r.out = append(l.Append(r.out[:0]), "\r\n"...)
	for _, m := range r.members {
		if m != from {
			m.Transport.Write(r.out)
		}
	}
}
