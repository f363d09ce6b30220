package tls

// A state is where a connection stands. Nothing but conn.to assigns it.
type state uint8

const (
	plain    state = iota // TLS has not been started; everything goes through, LoseConnection too
	shaking               // the handshake is under way; writes wait
	losing                // that, and LoseConnection: the handshake goes on for what waits
	open                  // secure; each direction may have ended
	closing               // LoseConnection: bytes or a producer may wait; writes are taken
	notified              // close_notify was sent; the peer's is awaited
	leaving               // the transport below was told to end
	lost                  // ConnectionLost was called

	states
	never = states // the event cannot happen here
)

func (s state) String() string {
	return [...]string{"plain", "shaking", "losing", "open", "closing", "notified", "leaving", "lost"}[s]
}

// shakes: the handshake is under way, or about to be.
func (s state) shakes() bool { return s == shaking || s == losing }

// secure: the handshake is done and the connection lives.
func (s state) secure() bool { return s == open || s == closing || s == notified }

// gone: nothing is read or written any more.
func (s state) gone() bool { return s >= leaving }

// closes: LoseConnection, AbortConnection or the end has been.
func (s state) closes() bool { return s == losing || s >= closing }

// An event moves a connection from state to state.
type event uint8

const (
	evStart  event = iota // the handshake begins
	evShaken              // it is done, and the peer verified
	evLose                // LoseConnection
	evNotify              // close_notify is the last that is sent
	evLeave               // the transport below is told to end
	evLost                // ConnectionLost is next

	events
)

func (e event) String() string {
	return [...]string{"start", "shaken", "lose", "notify", "leave", "lost"}[e]
}

// next is the machine: the state after each event in each state.
var next = [states][events]state{
	//         start    shaken   lose      notify    leave    lost
	plain:    {shaking, never, never, never, leaving, lost},
	shaking:  {never, open, losing, never, leaving, lost},
	losing:   {never, closing, losing, never, leaving, lost},
	open:     {never, never, closing, never, leaving, lost},
	closing:  {never, never, closing, notified, leaving, lost},
	notified: {never, never, notified, never, leaving, lost},
	leaving:  {never, never, leaving, never, leaving, lost},
	lost:     {never, never, lost, never, lost, never},
}

// to moves the connection on and returns where it stands now.
func (c *conn) to(e event) state {
	s := next[c.state][e]
	if s == never {
		panic("tls: " + e.String() + " in state " + c.state.String())
	}
	c.state = s
	return s
}
