package chat

import "bytes"

// What the server says.
const (
	question   = "What's your name?"
	taken      = "Name taken, please choose another."
	notAllowed = "Name not allowed, please choose another."
	full       = "The room is full."
	welcome    = "Welcome, " // the name, '!'
)

// NameMax is the longest name in bytes, and LineMax the longest line of a peer.
const (
	NameMax = 64
	LineMax = 4096
)

// messageMax is the longest line of the server: a message with its name.
const messageMax = len("<> ") + NameMax + LineMax

// A Kind is what a line of the server says.
type Kind uint8

const (
	// Unknown is a line that the server does not send.
	Unknown Kind = iota
	// Question asks for a name.
	Question
	// Taken and NotAllowed ask for another.
	Taken
	NotAllowed
	// Full is followed by the end of the connection.
	Full
	// Welcome says that Name has joined: this is the peer itself.
	Welcome
	// Message is Text from Name.
	Message
)

// A Line is a line of the server.
type Line struct {
	Kind Kind
	// Name and Text are parts of the line that was parsed.
	Name, Text []byte
}

// ParseLine reads a line of the server, without its end.
func ParseLine(line []byte) Line {
	switch string(line) {
	case question:
		return Line{Kind: Question}
	case taken:
		return Line{Kind: Taken}
	case notAllowed:
		return Line{Kind: NotAllowed}
	case full:
		return Line{Kind: Full}
	}
	if rest, ok := bytes.CutPrefix(line, []byte(welcome)); ok {
		if name, ok := bytes.CutSuffix(rest, []byte("!")); ok && nameAllowed(name) {
			return Line{Kind: Welcome, Name: name}
		}
	}
	if rest, ok := bytes.CutPrefix(line, []byte("<")); ok {
		if name, text, ok := bytes.Cut(rest, []byte("> ")); ok && nameAllowed(name) {
			return Line{Kind: Message, Name: name, Text: text}
		}
	}
	return Line{}
}

// Append appends what ParseLine reads, without a line end, to dst. An Unknown line is empty.
func (l Line) Append(dst []byte) []byte {
	switch l.Kind {
	case Question:
		return append(dst, question...)
	case Taken:
		return append(dst, taken...)
	case NotAllowed:
		return append(dst, notAllowed...)
	case Full:
		return append(dst, full...)
	case Welcome:
		return append(append(append(dst, welcome...), l.Name...), '!')
	case Message:
		dst = append(append(dst, '<'), l.Name...)
		return append(append(dst, "> "...), l.Text...)
	}
	return dst
}

// nameAllowed is false for a name that is empty or too long, that a terminal would not show, or whose
// end could not be told from the text behind it.
func nameAllowed(name []byte) bool {
	if len(name) == 0 || len(name) > NameMax {
		return false
	}
	for _, c := range name {
		if c < ' ' || c == 0x7f || c == '>' {
			return false
		}
	}
	return true
}
