package stream

// A state is where a connection stands. Nothing but conn.to assigns it.
type state uint8

const (
	making             state = iota // dialled or accepted; the protocol knows nothing yet
	open                            // both directions
	finishing                       // LoseWriteConnection: what was written is leaving; reads
	writeEnded                      // our end of stream has left; reads
	readEnded                       // the peer's end of stream was told; writes
	readEndedFinishing              // that, and then LoseWriteConnection
	bothEnded                       // both ends of stream; only the end is left
	closing                         // LoseConnection: bytes or a producer may wait; writes are taken
	closingFinishing                // LoseConnection with the write side closed already
	ended                           // the socket is closed and ConnectionLost is queued
	lost                            // ConnectionLost was called, or there never was anybody to call

	states
	never = states // the event cannot happen here
)

func (s state) String() string {
	return [...]string{"making", "open", "finishing", "writeEnded", "readEnded", "readEndedFinishing",
		"bothEnded", "closing", "closingFinishing", "ended", "lost"}[s]
}

// reads: the protocol is given what the peer sends.
func (s state) reads() bool { return s == open || s == finishing || s == writeEnded }

// writes: Write takes bytes.
func (s state) writes() bool { return s == open || s == readEnded || s == closing }

// closes: LoseConnection, AbortConnection or the loss has been.
func (s state) closes() bool { return s >= closing }

// gone: the socket is closed.
func (s state) gone() bool { return s >= ended }

// An event moves a connection from state to state.
type event uint8

const (
	evMade      event = iota // the protocol is there; ConnectionMade is next
	evPeerEnd                // the peer's end of stream, told to a HalfCloseHandler
	evLoseWrite              // LoseWriteConnection
	evWriteEnd               // our end of stream has left, or the peer refuses to read more
	evLose                   // LoseConnection
	evEnd                    // the socket is closed, for whatever reason
	evTold                   // ConnectionLost is next

	events
)

func (e event) String() string {
	return [...]string{"made", "peerEnd", "loseWrite", "writeEnd", "lose", "end", "told"}[e]
}

// next is the machine: the state after each event in each state.
var next = [states][events]state{
	//                    made   peerEnd             loseWrite           writeEnd    lose              end    told
	making:             {open, never, never, never, never, lost, never},
	open:               {never, readEnded, finishing, writeEnded, closing, ended, never},
	finishing:          {never, readEndedFinishing, finishing, writeEnded, closingFinishing, ended, never},
	writeEnded:         {never, bothEnded, writeEnded, never, closingFinishing, ended, never},
	readEnded:          {never, never, readEndedFinishing, bothEnded, closing, ended, never},
	readEndedFinishing: {never, never, readEndedFinishing, bothEnded, closingFinishing, ended, never},
	bothEnded:          {never, never, bothEnded, never, closingFinishing, ended, never},
	closing:            {never, never, closing, never, closing, ended, never},
	closingFinishing:   {never, never, closingFinishing, never, closingFinishing, ended, never},
	ended:              {never, never, ended, never, ended, ended, lost},
	lost:               {never, never, lost, never, lost, lost, never},
}

// to moves the connection on and returns where it stands now.
func (c *conn) to(e event) state {
	s := next[c.state][e]
	if s == never {
		panic("stream: " + e.String() + " in state " + c.state.String())
	}
	c.state = s
	return s
}
