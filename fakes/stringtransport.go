package fakes

import (
	"net"
	"net/netip"
	"slices"

	"ravel/core"
)

// outboxMax is the default of StringConfig.OutboxMax.
const outboxMax = 64 << 20

// A StringConfig says what a StringTransport is like. The zero value works.
type StringConfig struct {
	// Local is this end's address. Default tcp 10.0.0.1:1234.
	Local net.Addr
	// Remote is the peer's. Default tcp 192.168.1.1:54321.
	Remote net.Addr
	// HighWater is the number of waiting bytes above which a push producer is paused. Default core.HighWater.
	HighWater int
	// OutboxMax is the number of waiting bytes at which a further Write aborts. Default 64 MiB.
	OutboxMax int
	// Hold has a transport begin as one whose peer does not read, see [StringTransport.Hold].
	Hold bool
}

// A StringTransport is a core.Transport whose other side is the spec. It keeps the contract that the
// transports of a reactor keep: nothing it is asked calls the protocol. What the world does to the
// connection, the spec does step by step:
//
//	Connect, Feed, FeedEOF, Lose   the connection is made, bytes come, they end, it breaks; told at once
//	Turn                           what a reactor's turn does: bytes leave, producers are asked, and
//	                               LoseConnection and AbortConnection come to their ConnectionLost
//	Hold, Drain                    the peer reads slowly
//
// A step inside a callback panics, but for Feed, FeedEOF and Lose: what they bring is told once the
// callback has returned, or by the next Turn. A protocol's panic goes through the step to the spec.
//
// What was written is found with Value, Take and Untaken; how it stands with Losing, Aborting, Lost and
// the rest. A protocol may also be called by hand, without Connect: then nobody hears of what Turn brings.
//
// It is a core.HalfCloser, ReadPauser, Consumer, TCPOptions and Buffered.
type StringTransport struct {
	config StringConfig
	p      core.Protocol // nil before Connect
	inside bool          // a callback runs

	value []byte // everything written since Clear
	taken int    // of it, what Take has taken

	out      [][]byte // written and not left, by write
	buffered int      // bytes in out
	held     bool

	in      []string // fed and not told, by Feed
	inEnds  bool     // FeedEOF follows in
	unread  int      // bytes in in
	halting bool     // PauseReading

	losing     bool  // LoseConnection was called
	ending     error // the reason that the next Turn tells
	lost       error // the reason that was told
	writeEnds  bool  // LoseWriteConnection was called
	writeEnded bool  // and everything left
	readEnded  bool  // ReadConnectionLost was called

	producing
	noDelay   bool
	keepAlive bool
}

var (
	_ core.Transport  = (*StringTransport)(nil)
	_ core.HalfCloser = (*StringTransport)(nil)
	_ core.ReadPauser = (*StringTransport)(nil)
	_ core.Consumer   = (*StringTransport)(nil)
	_ core.TCPOptions = (*StringTransport)(nil)
	_ core.Buffered   = (*StringTransport)(nil)
)

// NewStringTransport is a connected transport that nothing has happened on. At most one c is given.
func NewStringTransport(c ...StringConfig) *StringTransport {
	if len(c) > 1 {
		panic("fakes: NewStringTransport takes at most one StringConfig")
	}
	t := &StringTransport{noDelay: true}
	if len(c) == 1 {
		t.config = c[0]
	}
	if t.config.Local == nil {
		t.config.Local = core.TCPAddr(netip.MustParseAddrPort("10.0.0.1:1234"))
	}
	if t.config.Remote == nil {
		t.config.Remote = core.TCPAddr(netip.MustParseAddrPort("192.168.1.1:54321"))
	}
	if t.config.HighWater == 0 {
		t.config.HighWater = core.HighWater
	}
	if t.config.OutboxMax == 0 {
		t.config.OutboxMax = outboxMax
	}
	t.held = t.config.Hold
	return t
}

// Write implements core.Transport. Once AbortConnection was called it does nothing, as after the loss.
func (t *StringTransport) Write(p []byte) (int, error) {
	switch {
	case t.ending != nil || t.lost != nil:
		return 0, core.ErrNotConnected
	case t.writeEnds:
		return 0, core.ErrWriteClosed
	case len(p) == 0:
		return 0, nil
	case t.buffered >= t.config.OutboxMax:
		t.endWith(core.ErrOutboxFull)
		return 0, core.ErrNotConnected
	}
	t.value = append(t.value, p...)
	t.out = append(t.out, slices.Clone(p))
	t.buffered += len(p)
	t.wrote(t.config.HighWater, t.buffered)
	return len(p), nil
}

// WriteSequence implements core.Transport.
func (t *StringTransport) WriteSequence(ps [][]byte) {
	for _, p := range ps {
		t.Write(p)
	}
}

// LoseConnection implements core.Transport. ConnectionLost comes with the Turn after which nothing waits
// and no producer is registered.
func (t *StringTransport) LoseConnection() {
	t.losing = true
	t.dropInput()
}

// AbortConnection implements core.Transport. ConnectionLost comes with the next Turn.
func (t *StringTransport) AbortConnection() { t.endWith(core.ErrConnectionAborted) }

// LoseWriteConnection implements core.HalfCloser. WriteConnectionLost comes with the Turn after which
// nothing waits, unless LoseConnection is called before.
func (t *StringTransport) LoseWriteConnection() {
	if !t.Closing() {
		t.writeEnds = true
	}
}

// Closing implements core.Transport.
func (t *StringTransport) Closing() bool { return t.losing || t.ending != nil || t.lost != nil }

// LocalAddr implements core.Transport.
func (t *StringTransport) LocalAddr() net.Addr { return t.config.Local }

// RemoteAddr implements core.Transport.
func (t *StringTransport) RemoteAddr() net.Addr { return t.config.Remote }

// PauseReading implements core.ReadPauser: what is fed waits.
func (t *StringTransport) PauseReading() { t.halting = true }

// ResumeReading implements core.ReadPauser: what was fed comes with the next Feed or Turn.
func (t *StringTransport) ResumeReading() {
	if !t.Closing() {
		t.halting = false
	}
}

// Buffered implements core.Buffered.
func (t *StringTransport) Buffered() int { return t.buffered }

// NoDelay implements core.TCPOptions.
func (t *StringTransport) NoDelay() (bool, error) { return t.option(&t.noDelay) }

// SetNoDelay implements core.TCPOptions.
func (t *StringTransport) SetNoDelay(on bool) error { return t.setOption(&t.noDelay, on) }

// KeepAlive implements core.TCPOptions.
func (t *StringTransport) KeepAlive() (bool, error) { return t.option(&t.keepAlive) }

// SetKeepAlive implements core.TCPOptions.
func (t *StringTransport) SetKeepAlive(on bool) error { return t.setOption(&t.keepAlive, on) }

func (t *StringTransport) option(o *bool) (bool, error) {
	if t.lost != nil {
		return false, core.ErrNotConnected
	}
	return *o, nil
}

func (t *StringTransport) setOption(o *bool, on bool) error {
	if t.lost != nil {
		return core.ErrNotConnected
	}
	*o = on
	return nil
}

// endWith decides the reason of the end, unless one was decided.
func (t *StringTransport) endWith(reason error) {
	if t.ending == nil && t.lost == nil {
		t.ending = reason
		t.dropInput()
		t.dropOutput()
	}
}

func (t *StringTransport) dropInput()  { t.in, t.unread, t.inEnds = nil, 0, false }
func (t *StringTransport) dropOutput() { t.out, t.buffered = nil, 0 }
