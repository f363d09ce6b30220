package reactortest

import (
	"ravel/core"
)

// An End is one end of a connection: a protocol that writes down what it is told, and does what the
// case's hooks say. Hooks run inside the callback, after it was written down.
type End struct {
	*Log
	Name      string
	Transport core.Transport
	// Reason is what ConnectionLost was told.
	Reason error
	// Received is every byte received.
	Received []byte

	OnMade       func()
	OnData       func(p []byte)
	OnLost       func()
	OnReadLost   func()
	OnWriteLost  func()
	OnDescriptor func(fd int)

	script     *Script
	prefix     string
	half       bool // a core.HalfCloseHandler
	descriptor bool // a core.DescriptorReceiver
	made, lost int
}

// End makes an end with a log of its own. It must be connected exactly as often as it is lost.
func (s *Script) End(name string) *End {
	e := &End{Log: &Log{}, Name: name, script: s}
	s.ends = append(s.ends, e)
	return e
}

// HalfEnd is End, for an end that knows of half-closing.
func (s *Script) HalfEnd(name string) *End {
	e := s.End(name)
	e.half = true
	return e
}

// DescriptorEnd is End, for an end that takes descriptors.
func (s *Script) DescriptorEnd(name string) *End {
	e := s.End(name)
	e.descriptor = true
	return e
}

// In has e write into l, with its name before each event.
func (e *End) In(l *Log) *End {
	e.Log, e.prefix = l, e.Name+" "
	return e
}

// Protocol is e as the reactor sees it.
func (e *End) Protocol() core.Protocol {
	switch {
	case e.half:
		return &halfEnd{endProtocol{e}}
	case e.descriptor:
		return &descriptorEnd{endProtocol{e}}
	}
	return &endProtocol{e}
}

// Made reports whether the end is or was connected.
func (e *End) Made() bool { return e.made > 0 }

// Lost reports whether it was lost.
func (e *End) Lost() bool { return e.lost > 0 }

// Has reports whether n bytes have been received.
func (e *End) Has(n int) func() bool { return func() bool { return len(e.Received) >= n } }

// Write writes text, which must be taken.
func (e *End) Write(text string) { e.WriteBytes([]byte(text)) }

// WriteBytes writes p, which must be taken. p is borrowed until return.
func (e *End) WriteBytes(p []byte) {
	e.script.Helper()
	if n, err := e.Transport.Write(p); n != len(p) || err != nil {
		e.script.Fail("%s: a connected transport takes everything, but Write of %d bytes returned %d, %v", e.Name, len(p), n, err)
	}
}

// Lose loses the connection in order.
func (e *End) Lose() { e.Transport.LoseConnection() }

// Abort aborts it.
func (e *End) Abort() { e.Transport.AbortConnection() }

// LoseWrite ends e's own direction.
func (e *End) LoseWrite() { e.Transport.(core.HalfCloser).LoseWriteConnection() }

// Pause and Resume hold back and continue reading.
func (e *End) Pause()  { e.Transport.(core.ReadPauser).PauseReading() }
func (e *End) Resume() { e.Transport.(core.ReadPauser).ResumeReading() }

// Consumer is the transport as one.
func (e *End) Consumer() core.Consumer { return e.Transport.(core.Consumer) }

// Options is the transport as core.TCPOptions.
func (e *End) Options() core.TCPOptions { return e.Transport.(core.TCPOptions) }

// Waiting is how many written bytes have not left.
func (e *End) Waiting() int { return e.Transport.(core.Buffered).Buffered() }

// note adds an event of this end.
func (e *End) note(format string, args ...any) { e.Log.Note(e.prefix+format, args...) }

type endProtocol struct{ *End }

func (e *endProtocol) ConnectionMade(t core.Transport) {
	e.Transport = t
	e.made++
	e.note("made")
	call(e.OnMade)
}

func (e *endProtocol) DataReceived(p []byte) {
	e.received(e.prefix, p)
	e.Received = append(e.Received, p...)
	if e.OnData != nil {
		e.OnData(p)
	}
}

func (e *endProtocol) ConnectionLost(reason error) {
	e.lost++
	e.Reason = reason
	e.note("lost: %s", Reason(reason))
	call(e.OnLost)
}

type halfEnd struct{ endProtocol }

func (e *halfEnd) ReadConnectionLost() {
	e.note("read lost")
	call(e.OnReadLost)
}

func (e *halfEnd) WriteConnectionLost() {
	e.note("write lost")
	call(e.OnWriteLost)
}

type descriptorEnd struct{ endProtocol }

func (e *descriptorEnd) DescriptorReceived(fd int) {
	e.note("descriptor")
	if e.OnDescriptor != nil {
		e.OnDescriptor(fd)
		return
	}
	e.script.host.CloseDescriptor(fd)
}

func call(f func()) {
	if f != nil {
		f()
	}
}
