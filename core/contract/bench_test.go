package contract

import (
	"net"
	"net/netip"
	"slices"
	"testing"

	"ravel/core"
)

// A bench is everything that can be watched, with the ids of what was reported.
type bench struct {
	p     core.Protocol // watched
	peer  *peer
	wire  *wire
	f     core.Factory // watched
	maker *maker
	dial  *dial
	d     core.DatagramProtocol // watched
	list  *listener
	sock  *socket
	c     core.ProcessProtocol // watched
	child *child
	proc  *proc
	got   []string
}

func newBench() *bench {
	b := &bench{
		peer: &peer{}, wire: newWire(),
		maker: &maker{}, dial: &dial{}, list: &listener{}, sock: &socket{local: here},
		child: &child{}, proc: newProc(),
	}
	note := func(v Violation) { b.got = append(b.got, v.Row.ID) }
	b.p, b.f, b.d = Watch(b.peer, note), WatchFactory(b.maker, note), WatchDatagram(b.list, note)
	b.c = WatchProcess(b.child, note)
	return b
}

func newWire() *wire { return &wire{local: here, remote: there} }

// want takes the ids.
func (b *bench) want(t *testing.T, why string, ids ...string) {
	t.Helper()
	if !slices.Equal(b.got, ids) {
		t.Errorf("%s: reported %v, want %v", why, b.got, ids)
	}
	b.got = nil
}

var (
	here  = core.TCPAddr(netip.MustParseAddrPort("10.0.0.1:1"))
	there = core.TCPAddr(netip.MustParseAddrPort("10.0.0.2:2"))
)

// A peer is a Protocol that does nothing unless told to.
type peer struct {
	t      core.Transport
	onData func(p []byte)
	kept   []byte
}

func (p *peer) ConnectionMade(t core.Transport) { p.t = t }
func (p *peer) DataReceived(lent []byte) {
	p.kept = lent
	if f := p.onData; f != nil {
		p.onData = nil
		f(lent)
	}
}
func (p *peer) ConnectionLost(error)   {}
func (p *peer) DescriptorReceived(int) {}
func (p *peer) ReadConnectionLost()    {}
func (p *peer) WriteConnectionLost()   {}

// A source is a producer that does nothing.
type source struct{}

func (source) PauseProducing()  {}
func (source) ResumeProducing() {}
func (source) StopProducing()   {}

// A wire is a Transport that is right, unless told otherwise.
type wire struct {
	core.TCPOptions
	core.DescriptorSender
	local, remote   net.Addr
	lost            bool
	losing          bool
	ended           bool
	deaf            bool                            // Closing stays false
	write           func(p []byte) (int, error)     // in the place of Write
	inside          func()                          // in each call
	register        func(p core.PushProducer) error // in the place of RegisterPush
	pull            func(p core.PullProducer) error // in the place of RegisterPull
	producer, stale core.Producer
	waiting         int
}

func (w *wire) call() {
	if f := w.inside; f != nil {
		w.inside = nil
		f()
	}
}

func (w *wire) Write(p []byte) (int, error) {
	w.call()
	switch {
	case w.write != nil:
		return w.write(p)
	case w.lost:
		return 0, core.ErrNotConnected
	case w.ended:
		return 0, core.ErrWriteClosed
	}
	return len(p), nil
}
func (w *wire) WriteSequence(ps [][]byte) {
	for _, p := range ps {
		w.Write(p)
	}
}
func (w *wire) LoseConnection()      { w.call(); w.losing = true }
func (w *wire) AbortConnection()     { w.call(); w.losing = true }
func (w *wire) LoseWriteConnection() { w.call(); w.ended = true }
func (w *wire) PauseReading()        { w.call() }
func (w *wire) ResumeReading()       { w.call() }
func (w *wire) Closing() bool        { return !w.deaf && (w.losing || w.lost) }
func (w *wire) LocalAddr() net.Addr  { return w.local }
func (w *wire) RemoteAddr() net.Addr { return w.remote }
func (w *wire) Buffered() int        { return w.waiting }

func (w *wire) RegisterPush(p core.PushProducer) error {
	if w.register != nil {
		return w.register(p)
	}
	return w.take(p, func() {})
}

func (w *wire) RegisterPull(p core.PullProducer) error {
	if w.pull != nil {
		return w.pull(p)
	}
	return w.take(p, p.ResumeProducing)
}

func (w *wire) take(p core.Producer, begin func()) error {
	switch {
	case w.producer != nil:
		w.stale = p
		return core.ErrProducerRegistered
	case w.lost:
		p.StopProducing()
		return nil
	}
	w.producer = p
	begin()
	return nil
}

func (w *wire) UnregisterProducer() {
	if w.producer != nil {
		w.producer, w.stale = nil, w.producer
	}
}

// told is the producer to call: the registered one, else one that was.
func (w *wire) told() core.Producer {
	if w.producer != nil {
		return w.producer
	}
	return w.stale
}

// A maker is a Factory of peers.
type maker struct {
	onBuild func()
	started func(c core.Connector)
	failed  func(c core.Connector)
}

func (m *maker) BuildProtocol(net.Addr) (core.Protocol, error) {
	if f := m.onBuild; f != nil {
		m.onBuild = nil
		f()
	}
	return &peer{}, nil
}
func (m *maker) StartFactory() {}
func (m *maker) StopFactory()  {}
func (m *maker) StartedConnecting(c core.Connector) {
	if m.started != nil {
		m.started(c)
	}
}
func (m *maker) ClientConnectionFailed(c core.Connector, _ error) {
	if m.failed != nil {
		m.failed(c)
	}
}
func (m *maker) ClientConnectionLost(core.Connector, error) {}

// A dial is a Connector.
type dial struct {
	state core.ConnectorState
	again func() error // in the place of Connect
	stop  func()       // in StopConnecting
}

func (d *dial) Connect() error {
	if d.again != nil {
		return d.again()
	}
	if d.state != core.Disconnected {
		return core.ErrConnectorState
	}
	d.state = core.Connecting
	return nil
}
func (d *dial) StopConnecting() error {
	if d.state != core.Connecting {
		return core.ErrConnectorState
	}
	if d.stop != nil {
		d.stop()
	}
	return nil
}
func (d *dial) Disconnect()                {}
func (d *dial) Destination() net.Addr      { return there }
func (d *dial) State() core.ConnectorState { return d.state }

// A listener is a DatagramProtocol that does nothing unless told to.
type listener struct {
	t      core.DatagramTransport
	onData func()
}

func (l *listener) StartProtocol(t core.DatagramTransport) { l.t = t }
func (l *listener) DatagramReceived([]byte, core.Addr) {
	if f := l.onData; f != nil {
		l.onData = nil
		f()
	}
}
func (l *listener) ConnectionRefused() {}
func (l *listener) StopProtocol()      {}

// A socket is a DatagramTransport that is right, unless told otherwise.
type socket struct {
	core.Broadcaster
	core.MulticastTransport
	local, remote net.Addr
	inside        func()
	write         func(p []byte) (int, error)
	connect       func() error
	done          func()
}

func (s *socket) WriteTo(p []byte, to core.Addr) error {
	if f := s.inside; f != nil {
		s.inside = nil
		f()
	}
	if s.write != nil {
		_, err := s.write(p)
		return err
	}
	return nil
}
func (s *socket) Write(p []byte) (int, error) {
	switch {
	case s.write != nil:
		return s.write(p)
	case s.remote == nil:
		return 0, core.ErrNotConnected
	}
	return len(p), nil
}
func (s *socket) Connect(to core.Addr) error {
	if s.connect != nil {
		return s.connect()
	}
	if s.remote != nil {
		return core.ErrAlreadyConnected
	}
	s.remote = to
	return nil
}
func (s *socket) LocalAddr() net.Addr       { return s.local }
func (s *socket) RemoteAddr() net.Addr      { return s.remote }
func (s *socket) StopListening(done func()) { s.done = done }
