package framing

import (
	"errors"

	"ravel/core"
)

// BufferMax is the number of bytes that may wait while nothing is delivered, unless an Inlet says otherwise.
const BufferMax = 1 << 20

// ErrBufferFull is more arriving than BufferMax while reading is paused or inside a callback.
var ErrBufferFull = errors.New("framing: more bytes wait than the buffer may hold")

// An ErrorHandler is a framer's handler that wants to know why its connection is about to be lost.
type ErrorHandler interface {
	// FramingFailed is called once, before LoseConnection, unless the connection was closing already.
	FramingFailed(err error)
}

// An Inlet is the protocol around a codec. A framer embeds it and calls Open in ConnectionMade.
//
// It is a [core.PushProducer] as well: Throttle registers it with its own transport, so that what
// arrives is held back while the peer does not read what is sent.
type Inlet struct {
	core.Base
	// BufferMax is the number of bytes that may wait while reading is paused or inside a callback.
	// Default 1 MiB.
	BufferMax int

	buf       Buffer
	handler   any
	step      func(window []byte) (more bool)
	held      hold
	running   bool
	throttled bool
	ending    bool // LoseWhenDelivered was called
}

// A hold is a reason not to deliver. Each is taken and given up for itself.
type hold uint8

const (
	byProtocol hold = 1 << iota
	bySlowPeer
)

// Open begins a connection. handler is asked for an ErrorHandler; nil is a programming error and
// panics.
//
// step is shown the window and delivers the first frame in it: it consumes the frame, calls the
// handler and returns true, or it returns false because the window, which may be empty, holds no
// whole frame. An error it hands to Fail.
func (in *Inlet) Open(t core.Transport, handler any, step func(window []byte) (more bool)) {
	if handler == nil {
		panic("framing: a framer needs a Handler before its connection is made")
	}
	in.Base.ConnectionMade(t)
	in.handler, in.step = handler, step
	if in.BufferMax == 0 {
		in.BufferMax = BufferMax
	}
}

// DataReceived delivers the frames that p completes. Inside a callback and while reading is paused it
// only queues a copy of p. p is lent until return.
func (in *Inlet) DataReceived(p []byte) {
	if in.Transport.Closing() {
		return
	}
	if !in.running && in.held == 0 {
		in.buf.Lend(p)
		in.Deliver()
		return
	}
	if in.buf.Len()+len(p) > in.BufferMax {
		in.Fail(ErrBufferFull)
		return
	}
	in.buf.Append(p)
}

// ConnectionLost drops what waits; frames that were held back are not delivered any more.
func (in *Inlet) ConnectionLost(reason error) { in.buf.Clear() }

// Deliver takes frames until no whole one is left, reading is paused or the transport is closing. It
// is for after Unread outside a callback; inside one it does nothing, since delivering goes on anyway.
func (in *Inlet) Deliver() {
	if in.running {
		return
	}
	in.running = true
	defer in.rest()
	for in.held == 0 && !in.Transport.Closing() && in.step(in.buf.Window()) {
	}
}

func (in *Inlet) rest() {
	in.running = false
	if in.Transport.Closing() {
		in.buf.Clear()
		return
	}
	in.buf.Keep()
}

// Consume takes the first n bytes off the window.
func (in *Inlet) Consume(n int) { in.buf.Consume(n) }

// Unread puts p before what waits. p is borrowed until return.
func (in *Inlet) Unread(p []byte) { in.buf.Unread(p) }

// Clear drops what waits and returns it, lent until the callback returns.
func (in *Inlet) Clear() []byte { return in.buf.Clear() }

// Buffered is how many bytes wait to be delivered.
func (in *Inlet) Buffered() int { return in.buf.Len() }

// Fail tells the handler, if it is an ErrorHandler, and loses the connection. On a closing one it
// does nothing.
func (in *Inlet) Fail(err error) {
	if in.Transport.Closing() {
		return
	}
	if h, ok := in.handler.(ErrorHandler); ok {
		h.FramingFailed(err)
	}
	in.LoseConnection()
}

// LoseConnection loses the connection, and ends what Throttle began, for which it would wait.
func (in *Inlet) LoseConnection() {
	if in.throttled {
		in.throttled = false
		in.Transport.(core.Consumer).UnregisterProducer()
	}
	in.Transport.LoseConnection()
}

// LoseWhenDelivered is LoseConnection once every whole frame that waits has been delivered: what a
// protocol does at the peer's end of stream that answers what came before it.
func (in *Inlet) LoseWhenDelivered() {
	in.ending = true
	in.goOn()
}

// PauseReading stops delivering, also in the middle of a chunk, and has the transport read no more if
// it is a [core.ReadPauser]. If the connection ends meanwhile, frames that wait are lost.
func (in *Inlet) PauseReading() { in.hold(byProtocol) }

// ResumeReading delivers what waits and then has the transport read again. Inside a callback,
// delivering goes on when that returns.
func (in *Inlet) ResumeReading() { in.unhold(byProtocol) }

// Paused is true while frames are held back, by PauseReading or for a slow peer.
func (in *Inlet) Paused() bool { return in.held != 0 }

// Throttle holds back what arrives while the peer is slow to read what is sent. A transport that is no
// [core.Consumer] is left alone. While it lasts, use the Inlet's LoseConnection, not the transport's.
func (in *Inlet) Throttle() error {
	c, ok := in.Transport.(core.Consumer)
	if !ok {
		return nil
	}
	if err := c.RegisterPush(in); err != nil {
		return err
	}
	in.throttled = true
	return nil
}

// PauseProducing is for the transport to call.
func (in *Inlet) PauseProducing() { in.hold(bySlowPeer) }

// ResumeProducing is for the transport to call.
func (in *Inlet) ResumeProducing() { in.unhold(bySlowPeer) }

// StopProducing is for the transport to call.
func (in *Inlet) StopProducing() {}

func (in *Inlet) hold(why hold) {
	if in.held == 0 {
		if t, ok := in.Transport.(core.ReadPauser); ok {
			t.PauseReading()
		}
	}
	in.held |= why
}

func (in *Inlet) unhold(why hold) {
	if in.held&why == 0 {
		return
	}
	in.held &^= why
	// Deferred, because a timer's call that panics ends no connection: it must not be left deaf.
	defer in.goOn()
	in.Deliver()
}

// goOn lets the transport read, or end, unless delivering is held back or goes on.
func (in *Inlet) goOn() {
	if in.held != 0 {
		return
	}
	if t, ok := in.Transport.(core.ReadPauser); ok {
		t.ResumeReading()
	}
	if in.ending && !in.running {
		in.LoseConnection()
	}
}
