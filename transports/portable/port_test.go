package portable

import (
	"io"
	"net/netip"
	"testing"
	"time"

	"ravel/core/port"
)

// patience is how long a test waits for what must come about.
const patience = 10 * time.Second

type handler struct{ name string }

func (*handler) Ready(port.Interest) {}

// wait waits until h is reported for what.
func wait(t *testing.T, p *Port, h port.Handler, what port.Interest) {
	t.Helper()
	ready := make([]port.Ready, 8)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		n, err := p.Wait(ready, patience)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range ready[:n] {
			if r.Handler == h && r.What&what != 0 {
				return
			}
		}
	}
	t.Fatalf("never ready for %d", what)
}

// pair is both ends of a connection, each with its handler, wanting to read.
func pair(t *testing.T, p *Port) (client, server port.Stream, hc, hs *handler) {
	t.Helper()
	l, err := p.Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}, Backlog: 8})
	if err != nil {
		t.Fatal(err)
	}
	hl := &handler{"listener"}
	hc, hs = &handler{"client"}, &handler{"server"}
	l.Attach(hl)
	l.Want(port.Read)
	if client, err = p.Dial(port.DialConfig{To: l.LocalAddr(), NoDelay: true}); err != nil {
		t.Fatal(err)
	}
	client.Attach(hc)
	client.Want(port.Write)
	wait(t, p, hc, port.Write)
	if err := client.Connected(); err != nil {
		t.Fatal(err)
	}
	wait(t, p, hl, port.Read)
	if server, _, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	server.Attach(hs)
	server.Want(port.Read)
	client.Want(port.Read)
	l.Close(false)
	return client, server, hc, hs
}

func open(t *testing.T) *Port {
	t.Helper()
	p := New()
	t.Cleanup(func() { p.Close() })
	return p
}

func TestBytesAndTheEndOfStream(t *testing.T) {
	p := open(t)
	client, server, _, hs := pair(t, p)
	if _, err := server.Recv(); err != port.ErrWouldBlock {
		t.Fatalf("nothing has arrived: %v", err)
	}
	if n, err := client.SendV([][]byte{[]byte("ab"), []byte("c")}); n != 3 || err != nil {
		t.Fatalf("SendV: %d, %v", n, err)
	}
	client.Close(false)
	got := ""
	for {
		wait(t, p, hs, port.Read)
		b, err := server.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got += string(b)
	}
	if got != "abc" {
		t.Errorf("everything before the end: got %q", got)
	}
}

func TestASlowReaderGetsEverythingAfterClose(t *testing.T) {
	p := open(t)
	client, server, _, hs := pair(t, p)
	server.Want(0)
	piece := make([]byte, 32<<10)
	sent := 0
	for {
		n, err := client.Send(piece)
		sent += n
		if err == port.ErrWouldBlock {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	client.Close(false)
	server.Want(port.Read)
	got := 0
	for {
		wait(t, p, hs, port.Read)
		b, err := server.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got += len(b)
	}
	if got != sent {
		t.Errorf("what Send took is sent after Close: %d of %d bytes", got, sent)
	}
}

func TestAResetBehindWhatNobodyReads(t *testing.T) {
	p := open(t)
	client, server, _, hs := pair(t, p)
	server.Want(port.Failed)
	piece := make([]byte, 32<<10)
	for {
		if _, err := client.Send(piece); err != nil {
			break
		}
	}
	client.Close(true)
	if !failsUnread {
		t.Skip("this system does not tell of it")
	}
	wait(t, p, hs, port.Failed)
	if err := server.Connected(); err == nil {
		t.Error("Connected tells why, once")
	}
	if err := server.Connected(); err != nil {
		t.Errorf("and then no more: %v", err)
	}
}

func TestAClosedSockIsTakenOutOfTheBatch(t *testing.T) {
	p := open(t)
	client, _, _, _ := pair(t, p)
	client.Want(port.Write)
	ready := make([]port.Ready, 8)
	n, err := p.Wait(ready, patience)
	if err != nil || n == 0 {
		t.Fatalf("a stream with room is ready: %d, %v", n, err)
	}
	client.Close(false)
	if ready[0].Handler != nil {
		t.Error("who closed it must not be told")
	}
}

func TestWakeEndsOneWait(t *testing.T) {
	p := open(t)
	p.Wake()
	if n, err := p.Wait(make([]port.Ready, 1), patience); n != 0 || err != nil {
		t.Fatalf("a Wake before Wait ends it: %d, %v", n, err)
	}
	began := time.Now()
	p.Wait(make([]port.Ready, 1), 20*time.Millisecond)
	if time.Since(began) < 20*time.Millisecond {
		t.Error("and only that one")
	}
	go p.Wake()
	if n, err := p.Wait(make([]port.Ready, 1), -1); n != 0 || err != nil {
		t.Fatalf("a Wake during Wait ends it: %d, %v", n, err)
	}
}

func TestClose(t *testing.T) {
	p := New()
	client, _, _, _ := pair(t, p)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Send([]byte("x")); err != port.ErrClosed {
		t.Errorf("Close closes every Sock: %v", err)
	}
	if err := p.Close(); err != port.ErrClosed {
		t.Errorf("a second Close is port.ErrClosed: %v", err)
	}
	if _, err := p.Wait(make([]port.Ready, 1), 0); err != port.ErrClosed {
		t.Errorf("and so is Wait: %v", err)
	}
}
