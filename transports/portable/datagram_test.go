package portable

import (
	"net"
	"net/netip"
	"runtime"
	"testing"

	"ravel/core/port"
)

func TestAFloodOfDatagramsFillsOneQueue(t *testing.T) {
	p := open(t)
	at := port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}
	opened, err := p.Datagram(port.DatagramConfig{At: at, MaxPacket: 16})
	if err != nil {
		t.Skip("this system has no UDP of net's: ", err)
	}
	peer, err := net.Dial("udp", opened.LocalAddr().AddrPort.String())
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	d := datagramOf(opened)
	waiting := func() int {
		p.set.Lock()
		defer p.set.Unlock()
		return len(d.queue)
	}
	for n := 0; waiting() < packetsMax; n++ {
		if n == 1_000_000 {
			t.Fatalf("%d of %d datagrams wait", waiting(), packetsMax)
		}
		peer.Write([]byte("x"))
		runtime.Gosched()
	}
	for range packetsMax {
		peer.Write([]byte("y"))
		runtime.Gosched()
	}
	if n := waiting(); n != packetsMax {
		t.Errorf("%d datagrams wait, want %d: the system drops the others", n, packetsMax)
	}
	h := &handler{"datagrams"}
	opened.Attach(h)
	opened.Want(port.Read)
	wait(t, p, h, port.Read)
	if b, from, err := opened.RecvFrom(); string(b) != "x" || err != nil || from.AddrPort.String() != peer.LocalAddr().String() {
		t.Errorf("the first is lent first: %q from %v, %v", b, from, err)
	}
}
