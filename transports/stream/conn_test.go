//go:build linux

package stream

import (
	"bytes"
	"errors"
	"net"
	"runtime"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"ravel/core"
)

func TestConversation(t *testing.T) {
	r := newRig(t)
	server := &player{}
	server.onMade = func() { server.t.Write([]byte("hello")) }
	server.onData = func(p []byte) { server.t.Write(p) }
	client := &player{}
	client.onData = func([]byte) {
		switch client.got.String() {
		case "hello":
			client.t.Write([]byte(" world"))
		case "hello world":
			client.t.LoseConnection()
		}
	}
	r.pair(core.ConnConfig{}, client, server)
	r.bothLost(client, server)
	client.wants(t, "who loses", "made", "data", "lost done")
	server.wants(t, "who is left", "made", "data", "lost done")
	if got := client.got.String(); got != "hello world" {
		t.Errorf("the client got %q", got)
	}
}

func TestAddressesStayKnown(t *testing.T) {
	for _, host := range []string{"127.0.0.1:0", ":0", "[::1]:0"} {
		r := newRig(t)
		l, err := r.ListenTCP(host, one(&player{}))
		if err != nil {
			t.Fatal(err)
		}
		l.StopListening(nil)
		client, server := &player{}, &player{}
		l, _ = r.ListenTCP(host, one(server))
		_, at, _ := net.SplitHostPort(l.Addr().String())
		to := "127.0.0.1:" + at
		if host[0] == '[' {
			to = "[::1]:" + at
		}
		if _, err := r.ConnectTCP(to, one(client)); err != nil {
			t.Fatal(err)
		}
		r.until("the connection", func() bool { return client.t != nil && server.t != nil })
		check := func(when string) {
			t.Helper()
			if c, s := client.t.LocalAddr(), server.t.RemoteAddr(); c != s {
				t.Errorf("%s, %s: the client is %v here and %v there", host, when, c, s)
			}
			if c, s := client.t.RemoteAddr(), server.t.LocalAddr(); c != s || c.String() != to {
				t.Errorf("%s, %s: the server is %v here and %v there, want %s", host, when, s, c, to)
			}
		}
		check("while connected")
		client.t.LoseConnection()
		r.until("both ends", func() bool { return client.lost != nil && server.lost != nil })
		check("after the loss")
	}
}

func TestTransportTellsWhatItCanDo(t *testing.T) {
	r := newRig(t)
	tcp, _ := r.pair(core.ConnConfig{}, &player{}, &player{})
	unix, _ := r.unixPair(&player{}, &player{})
	if _, ok := tcp.t.(core.TCPOptions); !ok {
		t.Error("TCP has TCP's options")
	}
	if _, ok := tcp.t.(core.DescriptorSender); ok {
		t.Error("TCP passes no descriptors")
	}
	if _, ok := unix.t.(core.TCPOptions); ok {
		t.Error("a UNIX socket has none of TCP's options")
	}
	if _, ok := unix.t.(core.DescriptorSender); !ok {
		t.Error("a UNIX socket passes descriptors")
	}
	for _, p := range []*player{tcp, unix} {
		if _, ok := p.t.(interface{ Flush() }); ok {
			t.Error("what the loop calls is not the protocol's")
		}
	}
}

func TestOptions(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{KeepAlive: true}, &player{}, &player{})
	for _, p := range []*player{client, server} {
		o := p.t.(core.TCPOptions)
		if on, err := o.NoDelay(); !on || err != nil {
			t.Errorf("NoDelay is %v, %v; it is on by default", on, err)
		}
		if on, err := o.KeepAlive(); !on || err != nil {
			t.Errorf("KeepAlive is %v, %v; the configuration turned it on", on, err)
		}
		if err := o.SetNoDelay(false); err != nil {
			t.Error(err)
		}
		if on, _ := o.NoDelay(); on {
			t.Error("NoDelay was turned off")
		}
	}
	client.t.AbortConnection()
	if _, err := client.t.(core.TCPOptions).NoDelay(); !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("after the loss: %v, want ErrNotConnected", err)
	}
}

// Echo without a copy of the events: what a turn of a server does, and nothing else.
type echo struct{ core.Base }

func (e *echo) DataReceived(p []byte) { e.Transport.Write(p) }

func TestEchoAllocatesNothing(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Log("coverage counts do not allocate either")
	}
	r := newRig(t)
	l, err := r.ListenTCP("127.0.0.1:0", one(&echo{}))
	if err != nil {
		t.Fatal(err)
	}
	fd := rawClient(t, l)
	defer syscall.Close(fd)
	buf := make([]byte, 256)
	message := []byte("sixty-four bytes are what the benchmark of the peers sends a time")
	r.until("the accept", func() bool { return r.machine.conns.first != nil })
	got := testing.AllocsPerRun(200, func() {
		syscall.Write(fd, message)
		for n := 0; n < len(message); {
			if err := r.Iterate(patience); err != nil {
				t.Fatal(err)
			}
			k, err := syscall.Read(fd, buf)
			if err != nil && err != syscall.EAGAIN {
				t.Fatal(err)
			}
			n += max(0, k)
		}
	})
	if got != 0 {
		t.Errorf("%v allocations for each echo, want none", got)
	}
}

// rawClient is a connected non-blocking socket that no reactor knows of, for the caller to close.
func rawClient(t testing.TB, l core.Listener) int {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	to := l.Addr().(core.Addr).AddrPort
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}); err != nil {
		t.Fatal(err)
	}
	syscall.SetNonblock(fd, true)
	return fd
}

func TestIdleConnectionIsSmall(t *testing.T) {
	const most = 144 // a size that the allocator has
	if got := unsafe.Sizeof(tcpConn{}); got > most {
		t.Errorf("a connection is %d bytes, want at most %d", got, most)
	}
}

// What stays of a connection after its first echo: the transport here, the socket in the port, and the
// protocol.
func TestMemoryOfIdleConnections(t *testing.T) {
	const connections, most = 500, 320
	r := newRig(t)
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &echo{}, nil }),
		core.ListenConfig{Backlog: connections})
	if err != nil {
		t.Fatal(err)
	}
	fds := make([]int, connections)
	defer func() {
		for _, fd := range fds {
			syscall.Close(fd)
		}
	}()
	made := 0
	defer syscall.Close(rawClient(t, l)) // the first pays for what all share
	r.until("the first", func() bool { return r.machine.conns.first != nil })
	before := heap()
	for i := range fds {
		fds[i] = rawClient(t, l)
		syscall.Write(fds[i], []byte("x"))
	}
	buf := make([]byte, 1)
	for made < connections {
		if err := r.Iterate(patience); err != nil {
			t.Fatal(err)
		}
		for made < connections {
			if n, _ := syscall.Read(fds[made], buf); n != 1 {
				break
			}
			made++
		}
	}
	// The pool belongs to all of them; its limit is its own.
	shared := r.machine.pool.small.kept * (smallBytes + chunkHead)
	each := (heap() - before - shared) / connections
	t.Logf("%d bytes of heap for each idle connection", each)
	if each > most {
		t.Errorf("%d bytes of heap for each idle connection, want at most %d", each, most)
	}
	r.machine.conns.each(func(c *conn) {
		if c.out.head != nil || c.rare != nil {
			t.Error("an idle connection holds a buffer")
		}
	})
	runtime.KeepAlive(r)
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func TestShutdownLosesConnectionsAfterWhatWasWritten(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	r.pair(core.ConnConfig{}, client, server)
	idle := &player{}
	idle.onLost = func(error) {
		if len(server.events) < 2 {
			t.Error("connections are lost in the order of making")
		}
	}
	r.pair(core.ConnConfig{}, idle, &player{})
	r.CallWhenRunning(func() {
		server.t.Write([]byte("farewell"))
		r.CallLater(0, func() { r.Stop() })
	})
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.wants(t, "TCP-21: lost, not done", "made", "lost lost")
	idle.wants(t, "TCP-21: lost, not done", "made", "lost lost")
	if r.machine.conns.first != nil || r.machine.listeners.first != nil || r.machine.connectors.first != nil {
		t.Error("something is still open")
	}
}

func TestPanicsEndTheirConnectionInOrder(t *testing.T) {
	boom := errors.New("boom")
	for name, arm := range map[string]func(p *halfPlayer){
		"ConnectionMade":      func(p *halfPlayer) { p.onMade = func() { panic(boom) } },
		"DataReceived":        func(p *halfPlayer) { p.onData = func([]byte) { panic(boom) } },
		"ReadConnectionLost":  func(p *halfPlayer) { p.onReadLost = func() { panic(boom) } },
		"WriteConnectionLost": func(p *halfPlayer) { p.onWriteLost = func() { panic(boom) } },
	} {
		r := newRig(t)
		server, client := &halfPlayer{}, &player{}
		arm(server)
		// What the peer sends after the panic would be answered with a reset, so it sends only what
		// brings the panic about.
		switch name {
		case "DataReceived", "ReadConnectionLost":
			client.onMade = func() {
				client.t.Write([]byte("x"))
				client.t.(core.HalfCloser).LoseWriteConnection()
			}
		case "WriteConnectionLost":
			server.onMade = func() { server.t.(core.HalfCloser).LoseWriteConnection() }
		}
		r.pair(core.ConnConfig{}, client, server)
		r.until(name, func() bool { return server.lost != nil && client.lost != nil })
		var panicked *core.PanicError
		if !errors.As(server.lost, &panicked) || !errors.Is(server.lost, boom) || !errors.Is(server.lost, core.ErrConnectionLost) {
			t.Errorf("%s: lost with %v, want the panic and its value", name, server.lost)
		}
		if nameOf(client.lost) != "done" {
			t.Errorf("%s: the peer sees %v, want an orderly end", name, client.lost)
		}
		if want := name + " of *stream.halfPlayer"; panicked != nil && panicked.In != want {
			t.Errorf("the panic was in %q, want %q", panicked.In, want)
		}
		if n := r.FailureCount(); n != 1 {
			t.Errorf("%s: %d failures counted, want the panic alone", name, n)
		}
	}
}

func TestPanicInConnectionLostIsLogged(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	server.onLost = func(error) { panic("late") }
	r.pair(core.ConnConfig{}, client, server)
	client.t.LoseConnection()
	r.bothLost(client, server)
	server.wants(t, "once", "made", "lost done")
	if r.FailureCount() != 1 {
		t.Errorf("%d failures, want the panic", r.FailureCount())
	}
}

func TestPipelinedAnswersLeaveTogether(t *testing.T) {
	r := newRig(t)
	server, client := &player{}, &player{}
	r.pair(core.ConnConfig{}, client, server)
	calls := 0
	client.onData = func([]byte) { calls++ }
	for range 16 {
		server.t.Write([]byte("answer"))
	}
	if b := server.t.(core.Buffered).Buffered(); b != 16*6 {
		t.Errorf("%d bytes wait for the end of the phase, want all 96", b)
	}
	r.until("the answers", func() bool { return client.got.Len() == 16*6 })
	if calls != 1 {
		t.Errorf("sixteen answers came in %d pieces, want one", calls)
	}
	if kept := r.machine.pool.small.kept; kept == 0 {
		t.Error("the chunk went back to the pool")
	}
}

func BenchmarkEcho(b *testing.B) {
	r := newRig(b)
	l, err := r.ListenTCP("127.0.0.1:0", one(&echo{}))
	if err != nil {
		b.Fatal(err)
	}
	fd := rawClient(b, l)
	defer syscall.Close(fd)
	message, buf := bytes.Repeat([]byte("x"), 64), make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		syscall.Write(fd, message)
		for n := 0; n < len(message); {
			if err := r.Iterate(time.Second); err != nil {
				b.Fatal(err)
			}
			k, _ := syscall.Read(fd, buf)
			n += max(0, k)
		}
	}
}
