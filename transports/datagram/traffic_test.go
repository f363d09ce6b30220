//go:build linux

package datagram_test

import (
	"testing"

	"ravel/core"
)

func TestDatagramsAreCounted(t *testing.T) {
	r := newRig(t)
	answers := 0
	server := &counted{onDatagram: func(p []byte, from core.Addr, t core.DatagramTransport) { t.WriteTo([]byte("four"), from) }}
	client := &counted{onDatagram: func([]byte, core.Addr, core.DatagramTransport) { answers++ }}
	s, err := r.ListenUDP("127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.ListenUDP("127.0.0.1:0", client)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Stats(); got.Ports != 2 || got.Connections != 0 {
		t.Errorf("%+v, want two ports", got.Traffic)
	}
	for range 3 { // the answers of one turn leave in one batch
		if err := c.WriteTo([]byte("twelve bytes"), s.LocalAddr().(core.Addr)); err != nil {
			t.Fatal(err)
		}
	}
	for range 4 {
		if err := r.Iterate(0); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.Stats().Traffic; answers != 3 || got.DatagramsSent != 6 || got.DatagramsReceived != 6 || got.Sent != 48 || got.Received != 48 {
		t.Errorf("%d answers: %+v, want 6 datagrams and 48 bytes each way", answers, got)
	}
	c.StopListening(nil)
	if got := r.Stats(); got.Ports != 1 {
		t.Errorf("%d ports, want the other one", got.Ports)
	}
}

// A counted is a protocol that does what its test says.
type counted struct {
	t          core.DatagramTransport
	onDatagram func(p []byte, from core.Addr, t core.DatagramTransport)
}

func (c *counted) StartProtocol(t core.DatagramTransport)    { c.t = t }
func (c *counted) DatagramReceived(p []byte, from core.Addr) { c.onDatagram(p, from, c.t) }
func (c *counted) StopProtocol()                             {}
