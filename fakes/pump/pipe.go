package pump

import (
	"errors"

	"ravel/core"
	"ravel/fakes"
)

// pipeMax is how many bytes are under way in one direction; more wait in the transport that wrote them.
const pipeMax = 64 << 10

// A pipe is one direction: what has left from and not arrived at to.
type pipe struct {
	from, to *fakes.StringTransport
	bytes    []byte
	writes   []int // bytes by write
	ended    bool  // the end of stream has arrived, or a reset
	piece    int   // how much arrives in this step
}

// fill has what was written leave.
func (d *pipe) fill() {
	for len(d.bytes) < pipeMax {
		waiting := d.from.Waiting()
		if len(waiting) == 0 {
			return
		}
		left := d.from.Drain(min(waiting[0], pipeMax-len(d.bytes)))
		d.bytes = append(d.bytes, left...)
		d.writes = append(d.writes, len(left))
	}
}

// arrives is true if bytes can arrive. A receiver that is ending lets them come, and drops them.
func (d *pipe) arrives() bool {
	return len(d.bytes) > 0 && (d.to.Closing() || !d.to.ReadingPaused())
}

// deliver has the piece arrive. A receiver that is gone answers with a reset.
func (d *pipe) deliver() {
	piece := string(d.bytes[:d.piece])
	d.drop(d.piece)
	if d.to.Lost() != nil {
		d.reset()
		return
	}
	d.to.Feed(piece)
}

func (d *pipe) drop(n int) {
	d.bytes = d.bytes[n:]
	for n > 0 {
		k := min(n, d.writes[0])
		n -= k
		if d.writes[0] -= k; d.writes[0] == 0 {
			d.writes = d.writes[1:]
		}
	}
}

// reset breaks the connection of from.
func (d *pipe) reset() {
	d.bytes, d.writes = nil, nil
	if d.from.Lost() == nil {
		d.from.Lose(core.ErrConnectionLost)
	}
}

// ends is true if the end of stream can arrive: from has sent it, and every byte has arrived before it.
func (d *pipe) ends() bool {
	sent := d.from.SentEOF() || errors.Is(d.from.Lost(), core.ErrConnectionDone)
	return sent && !d.ended && len(d.bytes) == 0 && d.from.Buffered() == 0
}

// end has the end of stream arrive.
func (d *pipe) end() {
	d.ended = true
	if d.to.Lost() == nil {
		d.to.FeedEOF()
	}
}

// breaks is true if from ended otherwise than in order, and to has not been told.
func (d *pipe) breaks() bool {
	return d.from.Lost() != nil && !errors.Is(d.from.Lost(), core.ErrConnectionDone) && !d.ended
}

// tear has a reset arrive: what was under way is lost.
func (d *pipe) tear() {
	d.ended, d.bytes, d.writes = true, nil, nil
	if d.to.Lost() == nil {
		d.to.Lose(core.ErrConnectionLost)
	}
}

// busy is true if a step would change something.
func (d *pipe) busy() bool {
	t := d.from
	return d.arrives() || d.ends() || d.breaks() || t.Aborting() ||
		t.Losing() && t.Buffered() == 0 && (t.Producer() == nil || t.WriteClosed()) ||
		t.Buffered() > 0 && len(d.bytes) < pipeMax
}
