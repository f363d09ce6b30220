package netbridge

import (
	"errors"

	"ravel/core"
)

// A protocol is a Conn as the reactor sees it. Its methods belong to the reactor's goroutine.
type protocol Conn

var (
	_ core.Protocol         = (*protocol)(nil)
	_ core.HalfCloseHandler = (*protocol)(nil)
	_ core.PushProducer     = (*protocol)(nil)
)

// ConnectionMade begins. The Conn may have been given up meanwhile.
func (p *protocol) ConnectionMade(t core.Transport) {
	p.mu.Lock()
	p.transport = t
	p.local, p.remote = t.LocalAddr(), t.RemoteAddr()
	closed := p.closed
	p.mu.Unlock()
	if closed {
		p.leave()
		return
	}
	if c, ok := t.(core.Consumer); ok {
		c.RegisterPush(p) // nobody else had the transport before, so there is no other
	}
}

// DataReceived keeps a copy for Read.
func (p *protocol) DataReceived(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.in = append(p.in, b...)
	p.readable.ring()
	pauser, ok := p.transport.(core.ReadPauser)
	if ok && len(p.in) >= readMax && !p.paused {
		p.paused = true
		pauser.PauseReading()
	}
}

func (p *protocol) ReadConnectionLost() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.eof = true
	p.readable.ring()
}

// WriteConnectionLost: who writes on is told at the end of the connection, or has ended it by CloseWrite.
func (p *protocol) WriteConnectionLost() {}

func (p *protocol) ConnectionLost(reason error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost, p.out = reason, nil
	if p.linger != nil {
		p.linger.Cancel()
	}
	p.eof = p.eof || errors.Is(reason, core.ErrConnectionDone)
	p.reading.drop()
	p.writing.drop()
	p.readable.ring()
	p.writable.ring()
}

func (p *protocol) PauseProducing() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blocked = true
}

func (p *protocol) ResumeProducing() {
	p.mu.Lock()
	p.blocked = false
	p.mu.Unlock()
	p.flush()
}

func (p *protocol) StopProducing() {}

// flush gives the transport what waits.
func (p *protocol) flush() {
	p.mu.Lock()
	p.flushing = false
	if p.blocked || p.transport == nil {
		p.mu.Unlock()
		return
	}
	out := p.out
	p.out = nil
	p.writable.ring()
	p.mu.Unlock()
	if len(out) > 0 {
		p.transport.Write(out) // its error is the loss that is told anyhow
	}
}

func (p *protocol) resume() {
	p.mu.Lock()
	p.resuming, p.paused = false, false
	p.mu.Unlock()
	p.transport.(core.ReadPauser).ResumeReading()
}

// finish gives the transport all that waits, however much it has already, and is no producer any more.
func (p *protocol) finish() {
	p.mu.Lock()
	p.blocked = false
	p.mu.Unlock()
	p.flush()
	if c, ok := p.transport.(core.Consumer); ok {
		c.UnregisterProducer()
	}
}

// leave carries out Close.
func (p *protocol) leave() {
	p.mu.Lock()
	p.reading.drop()
	p.writing.drop()
	p.mu.Unlock()
	if p.transport == nil || p.left {
		return
	}
	p.left = true
	p.finish()
	p.transport.LoseConnection()
	if p.lost == nil { // the reactor alone sets it
		p.linger = p.reactor.CallLater(lingerMax, p.transport.AbortConnection)
	}
}

// endWrite carries out CloseWrite. On a transport that cannot, the peer hears of the end with Close.
func (p *protocol) endWrite() {
	if p.transport == nil || p.left {
		return
	}
	p.finish()
	if h, ok := p.transport.(core.HalfCloser); ok {
		h.LoseWriteConnection()
	}
}
