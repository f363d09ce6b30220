package fakes

import "ravel/core"

// unreadMax is how many fed bytes may wait for a protocol that has paused reading.
const unreadMax = 64 << 20

// poison is what a lent slice holds once the loan has ended.
const poison = 0xDB

// Connect calls p.ConnectionMade. What later steps bring is told to p.
func (t *StringTransport) Connect(p core.Protocol) {
	t.step("Connect")
	if t.p != nil {
		panic("fakes: StringTransport.Connect twice")
	}
	if t.lost != nil {
		panic("fakes: StringTransport.Connect after the loss")
	}
	t.p = p
	t.call(func() { p.ConnectionMade(t) })
	t.read()
}

// Feed has data arrive from the peer: DataReceived is called with all of it, after what was fed before
// and still waits. While reading is paused it waits; a closing connection drops it. The protocol sees a
// slice that is poisoned once its callback has returned.
func (t *StringTransport) Feed(data string) {
	t.wantProtocol("Feed")
	if t.inEnds || t.readEnded {
		panic("fakes: StringTransport.Feed after FeedEOF")
	}
	if t.Closing() || data == "" {
		return
	}
	if t.unread+len(data) > unreadMax {
		panic("fakes: more than unreadMax (64 MiB) fed to a protocol that has paused reading")
	}
	t.in = append(t.in, data)
	t.unread += len(data)
	t.read()
}

// FeedEOF has the peer's end of stream arrive after what was fed before. A core.HalfCloseHandler is told
// so; for any other protocol, and once the own direction has ended as well, it is the end of the
// connection with core.ErrConnectionDone. A closing connection ignores it.
func (t *StringTransport) FeedEOF() {
	t.wantProtocol("FeedEOF")
	if t.inEnds || t.readEnded {
		panic("fakes: StringTransport.FeedEOF twice")
	}
	if !t.Closing() {
		t.inEnds = true
		t.read()
	}
}

// Lose has the connection break for reason. If AbortConnection or a full outbox have decided another
// reason before, that is told. After the loss nothing happens.
func (t *StringTransport) Lose(reason error) {
	if reason == nil {
		panic("fakes: StringTransport.Lose without a reason")
	}
	t.endWith(reason)
	if !t.inside {
		t.tellEnd()
	}
}

// Turn does what a turn of a reactor does for a connection: what was fed while reading was paused is
// told if it is resumed; unless the transport is held, what waits leaves; a producer is asked for more
// if nothing waits; then the ends that were asked for are told.
func (t *StringTransport) Turn() {
	t.step("Turn")
	t.read()
	if !t.held {
		t.dropOutput()
	}
	t.askProducer()
	t.tellWriteEnd()
	if t.losing && t.buffered == 0 && (t.Producer() == nil || t.writeEnds) {
		t.endWith(core.ErrConnectionDone)
	}
	t.tellEnd()
}

// Hold says whether the peer takes nothing: whether what is written waits until Drain.
func (t *StringTransport) Hold(on bool) { t.held = on }

// Drain has at most n of the waiting bytes leave, and returns them. A push producer that was paused is
// resumed, and a pull producer asked, if nothing waits then.
func (t *StringTransport) Drain(n int) []byte {
	t.step("Drain")
	if t.buffered == 0 || n <= 0 {
		return nil
	}
	var left []byte
	for len(t.out) > 0 && len(left) < n {
		k := min(n-len(left), len(t.out[0]))
		left = append(left, t.out[0][:k]...)
		if t.out[0] = t.out[0][k:]; len(t.out[0]) == 0 {
			t.out = t.out[1:]
		}
	}
	t.buffered -= len(left)
	t.askProducer()
	return left
}

// read tells what was fed, as far as the protocol takes it.
func (t *StringTransport) read() {
	if t.inside {
		return
	}
	for len(t.in) > 0 && !t.halting {
		data := t.in[0]
		t.in = t.in[1:]
		t.unread -= len(data)
		t.lend(data)
	}
	if t.inEnds && len(t.in) == 0 {
		t.inEnds = false
		t.tellReadEnd()
	}
}

// lend calls DataReceived with a slice that is worth nothing afterwards.
func (t *StringTransport) lend(data string) {
	lent := make([]byte, len(data))
	copy(lent, data)
	defer func() {
		for i := range lent {
			lent[i] = poison
		}
	}()
	t.call(func() { t.p.DataReceived(lent) })
}

func (t *StringTransport) tellReadEnd() {
	t.readEnded = true
	h, aware := t.p.(core.HalfCloseHandler)
	if aware {
		t.call(h.ReadConnectionLost)
	}
	if !t.Closing() && (!aware || t.writeEnded) {
		t.endWith(core.ErrConnectionDone)
		t.tellEnd()
	}
}

func (t *StringTransport) tellWriteEnd() {
	if !t.writeEnds || t.writeEnded || t.buffered > 0 || t.Closing() {
		return
	}
	t.writeEnded = true
	t.call(t.stop)
	if h, ok := t.p.(core.HalfCloseHandler); ok && !t.Closing() {
		t.call(h.WriteConnectionLost)
	}
	if t.readEnded {
		t.endWith(core.ErrConnectionDone)
	}
}

func (t *StringTransport) tellEnd() {
	if t.ending == nil || t.lost != nil {
		return
	}
	t.lost = t.ending
	t.call(func() {
		t.stop()
		if t.p != nil {
			t.p.ConnectionLost(t.lost)
		}
	})
}

func (t *StringTransport) askProducer() {
	if t.buffered == 0 && t.writes() {
		t.call(t.ask)
	}
}

// call makes one callback.
func (t *StringTransport) call(f func()) {
	t.inside = true
	defer func() { t.inside = false }()
	f()
}

// step refuses a step of the world inside a callback.
func (t *StringTransport) step(name string) {
	if t.inside {
		panic("fakes: StringTransport." + name + " inside a callback: a transport calls nobody before that has returned")
	}
}

func (t *StringTransport) wantProtocol(name string) {
	if t.p == nil {
		panic("fakes: StringTransport." + name + " before Connect")
	}
}
