package tls

import (
	"errors"

	"ravel/core"
)

// errRefused is a peer that reads no more while its protocol here does not know of half-closing.
var errRefused = errors.New("the peer refuses to read more")

// LoseConnection is documented at core.Transport. Before the handshake is done, with nothing to wait for,
// there is nobody to close with in order: it aborts.
func (c *conn) LoseConnection() {
	switch {
	case c.Closing():
	case c.state == plain:
		c.below.LoseConnection()
	case c.state == shaking && len(c.pending) == 0 && c.producer == nil:
		c.AbortConnection()
	default:
		c.to(evLose)
		if c.paused {
			c.flow() // for the peer's close_notify
		}
		c.ask()
	}
}

// AbortConnection is documented at core.Transport.
func (c *conn) AbortConnection() {
	if c.state != lost {
		c.to(evLeave)
		c.drop()
		c.below.AbortConnection()
	}
}

// LoseWriteConnection is documented at core.HalfCloser.
func (c *conn) LoseWriteConnection() {
	if c.Closing() || c.writeEnding {
		return
	}
	if c.state != plain {
		c.writeEnding = true
		c.ask()
		return
	}
	if h, ok := c.below.(core.HalfCloser); ok {
		c.writeEnding = true
		h.LoseWriteConnection()
	}
}

// settle seals what waits and goes on with what was asked for behind it.
func (c *conn) settle() {
	if !c.state.secure() {
		return
	}
	c.seal()
	if c.inside > 0 && (c.held || c.pull && !c.listed) {
		c.resumeProducer()
	}
	switch {
	case c.state == closing && c.notifying: // half-closed before
		c.to(evNotify)
		c.await()
	case c.state == closing && c.producer == nil:
		c.to(evNotify)
		c.notify()
	case c.state == open && c.writeEnding && !c.notifying:
		c.notify()
	case c.notifyOut && !c.notifyLeft && !c.listed && c.inside > 0: // nobody below tells when it has left
		c.left()
	}
	if (c.state == closing || c.state == notified) && c.deadline == nil && c.waitingBelow() > 0 {
		c.startDeadline() // the peer may have stopped reading
	}
}

// notify sends close_notify behind everything written.
func (c *conn) notify() {
	c.unlist()
	c.notifying = true
	below, ok := c.below.(core.Consumer)
	if ok {
		c.listed = true
		ok = below.RegisterPull((*closer)(c)) == nil
	}
	if !ok {
		c.listed = false
		c.sendNotify()
		c.later()
	}
}

func (c *conn) sendNotify() {
	if !c.notifyOut {
		c.notifyOut = true
		_ = c.tls.CloseWrite() // an error means that the transport below has ended, which it tells
	}
}

// A closer is a conn as a producer of one piece, close_notify: the transport below says when it has left.
type closer conn

// ResumeProducing sends the piece, or finds that it has left.
func (k *closer) ResumeProducing() {
	c := (*conn)(k)
	if !c.notifyOut {
		c.sendNotify()
		return
	}
	c.enter()
	defer c.leave()
	c.left()
	c.work()
}

// StopProducing says that the transport below has ended.
func (k *closer) StopProducing() { k.listed = false }

// left goes on where everything written, and close_notify, have left.
func (c *conn) left() {
	c.unlist()
	c.notifyLeft = true
	if c.writeEnding {
		c.writeEnded()
	}
	switch {
	case c.state == notified:
		c.await()
	case c.state == open && c.readEnded:
		c.depart()
	}
}

// writeEnded tells that this direction has ended.
func (c *conn) writeEnded() {
	c.stopProducer()
	if h, ok := c.protocol.(core.HalfCloseHandler); ok && !c.state.gone() {
		h.WriteConnectionLost()
	}
}

// await waits for the peer's close_notify, from when ours has left.
func (c *conn) await() {
	switch {
	case !c.notifyLeft:
	case c.readEnded || c.belowEnded:
		c.depart()
	default:
		c.startDeadline()
	}
}

// WriteConnectionLost says that the transport below has ended its direction: because it was asked to
// while plain, or because the peer refuses to read more.
func (d *driver) WriteConnectionLost() {
	c := (*conn)(d)
	c.enter()
	defer c.leave()
	_, ok := c.protocol.(core.HalfCloseHandler)
	switch {
	case c.state.gone() || c.notifyLeft:
	case c.state == plain || c.state == open && ok:
		c.writeEnding, c.notifying, c.notifyOut, c.notifyLeft = true, true, true, true
		c.ungather()
		c.writeEnded()
		switch {
		case c.state == open && c.readEnded:
			c.depart()
		case c.state == plain && c.readEnded:
			c.end(core.ErrConnectionDone)
		}
	default:
		c.fail("write", errRefused)
	}
	c.work()
}

// depart has the transport below end in order, behind everything written and close_notify.
func (c *conn) depart() {
	if c.state.secure() {
		c.seal()
		c.sendNotify()
	}
	c.exit()
}

// fail ends the connection by err, which op met. What crypto/tls had to say of it has been written.
func (c *conn) fail(op string, err error) {
	if !c.state.gone() {
		c.reason = &core.LostError{Op: op, Reason: core.ErrConnectionLost, Err: err}
		c.exit()
	}
}

// end ends the connection for reason where the peer has ended it below. A peer that still reads must not
// take the end of a truncated stream for its proper end.
func (c *conn) end(reason error) {
	if c.state.gone() {
		return
	}
	c.reason = reason
	if len(c.pending)+c.waitingBelow() > 0 {
		c.to(evLeave)
		c.drop()
		c.below.AbortConnection()
		return
	}
	c.exit()
}

// exit has the transport below end once what was given to it has left, but not for ever.
func (c *conn) exit() {
	c.to(evLeave)
	c.drop()
	c.unlist()
	c.below.LoseConnection()
	c.startDeadline()
}

// drop lets go of what nobody will send or read.
func (c *conn) drop() {
	c.ungather()
	c.ahead = nil
	c.stopDeadline()
}

func (c *conn) startDeadline() {
	if d := c.of.limits.CloseTimeout; d >= 0 {
		c.stopDeadline()
		c.moved = c.departed()
		c.deadline = c.of.clock.CallLater(d, c.expire)
	}
}

func (c *conn) stopDeadline() {
	if c.deadline != nil {
		c.deadline.Cancel()
		c.deadline = nil
	}
}

// departed is how many bytes have left the transport below, as far as it tells.
func (c *conn) departed() int { return c.wire.sent - c.waitingBelow() }

// expire aborts the connection: the peer has not done its part in time. One that takes what waits, however slowly,
// does its part, and a producer has all the time it wants.
func (c *conn) expire() {
	c.deadline = nil
	switch {
	case c.state == lost:
		return
	case c.state == closing && c.waitingBelow() == 0:
		return
	case !c.state.shakes() && c.departed() != c.moved:
		c.startDeadline()
		return
	}
	op := "close"
	if c.state.shakes() {
		op = "handshake"
	}
	if c.reason == nil {
		c.reason = &core.LostError{Op: op, Reason: core.ErrConnectionLost, Err: core.ErrTimeout}
	}
	c.AbortConnection()
}

// ConnectionLost is the end of the transport below, and with it of this one.
func (d *driver) ConnectionLost(reason error) {
	c := (*conn)(d)
	c.enter()
	defer c.leave()
	c.endHandshake()
	reason = c.why(reason)
	c.to(evLost)
	c.drop()
	c.wire.in = nil
	defer c.protocol.ConnectionLost(reason) // also if the producer panics
	if c.told != nil {
		c.told(reason)
	}
	c.stopProducer()
}

// why is the reason to tell where the transport below ended for reason.
func (c *conn) why(below error) error {
	switch {
	case errors.As(below, new(*core.PanicError)):
		return below
	case c.reason != nil:
		return c.reason
	case !errors.Is(below, core.ErrConnectionDone) || c.tls == nil || c.readEnded || c.state.closes():
		return below
	case !c.agreed.HandshakeComplete:
		return truncated("handshake")
	}
	return truncated("read")
}
