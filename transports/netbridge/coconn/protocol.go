package coconn

import (
	"errors"
	"io"

	"ravel/core"
	"ravel/core/coro"
)

// A protocol is a Conn as the reactor sees it, with the body of its coroutine.
type protocol struct {
	Conn
	body Body
}

var (
	_ core.Protocol         = (*protocol)(nil)
	_ core.HalfCloseHandler = (*protocol)(nil)
	_ core.PushProducer     = (*protocol)(nil)
)

func (p *protocol) ConnectionMade(t core.Transport) {
	p.transport = t
	if c, ok := t.(core.Consumer); ok {
		c.RegisterPush(p) // nobody else had the transport before, so there is no other
	}
	coro.Do(p.clock, func(co *coro.Co) (err error) {
		p.co = co
		defer func() { // after a panic too
			if !p.closed && !errors.Is(err, coro.ErrEnded) {
				p.Close()
			}
		}()
		err = p.body(co, &p.Conn)
		if p.lost != nil && errors.Is(err, p.lost) || p.eof && errors.Is(err, io.EOF) {
			return nil // the connection was told of it already
		}
		return err
	})
}

// DataReceived keeps a copy for Read.
func (p *protocol) DataReceived(b []byte) {
	if p.closed {
		return
	}
	p.in = append(p.in, b...)
	if pauser, ok := p.transport.(core.ReadPauser); ok && len(p.in) >= readMax && !p.paused {
		p.paused = true
		pauser.PauseReading()
	}
	p.wake()
}

func (p *protocol) ReadConnectionLost() {
	p.eof = true
	p.wake()
}

// WriteConnectionLost: who writes on is told at the end of the connection, or has ended it by CloseWrite.
func (p *protocol) WriteConnectionLost() {}

func (p *protocol) ConnectionLost(reason error) {
	p.lost = reason
	p.eof = p.eof || errors.Is(reason, core.ErrConnectionDone)
	p.reading.drop()
	p.writing.drop()
	p.wake()
}

func (p *protocol) PauseProducing() { p.blocked = true }

func (p *protocol) ResumeProducing() {
	p.blocked = false
	p.wake()
}

func (p *protocol) StopProducing() {}
