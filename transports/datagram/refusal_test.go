//go:build linux

package datagram_test

import (
	"testing"

	"ravel/core"
)

// gone is an address where nobody listens.
func (r *rig) gone() core.Addr {
	r.Helper()
	d := r.udp("gone")
	d.Transport.StopListening(nil)
	r.turn()
	r.log = nil
	return d.addr()
}

func (d *diarist) writes(text string) {
	d.r.Helper()
	d.calls(func() {
		_, err := d.Transport.Write([]byte(text))
		d.r.must("writing", err)
	})
}

func TestRefusal(t *testing.T) {
	r := newRig(t)
	at := r.gone()
	c := r.udp("C")
	r.must("connecting", c.Transport.Connect(at))
	c.writes("x")
	r.turn()
	r.wantLog("UDP-02: a refusal is delivered", "C refused")
	r.turn()
	r.wantLog("once")
	c.writes("y")
	r.turn()
	r.wantLog("UDP-02: the port stays open", "C refused")

	c.writes("1")
	c.writes("2")
	r.wantLog("never inside a call")
	r.turn()
	r.turn()
	r.wantLog("UDP-05: each refusal that the system reports", "C refused", "C refused")

	s := &diarist{r: r, name: "S"}
	_, err := r.ListenUDP(at.String(), s)
	r.must("somebody listens again", err)
	c.writes("hello")
	r.turn()
	r.wantLog("and is reached", "S start", `S "hello"`)
}

func TestDatagramBehindARefusalIsNotLost(t *testing.T) {
	r := newRig(t)
	at := r.gone()
	c := r.udp("C")
	r.must("connecting", c.Transport.Connect(at))
	c.writes("refused")
	s := &diarist{r: r, name: "S"}
	_, err := r.ListenUDP(at.String(), s)
	r.must("somebody listens now", err)
	c.writes("sent again")
	r.turn()
	r.wantLog("the error was the first one's, so the second is sent again", "S start", `S "sent again"`, "C refused")
}

func TestRefusalAfterStopListening(t *testing.T) {
	r := newRig(t)
	c := r.udp("C")
	r.must("connecting", c.Transport.Connect(r.gone()))
	c.writes("1")
	c.writes("2")
	c.Transport.StopListening(nil)
	r.turn()
	r.wantLog("nothing but the end comes after StopListening", "C stop")
}

func TestRefusalForWhoDoesNotListen(t *testing.T) {
	r := newRig(t)
	deaf := &struct{ core.DatagramBase }{}
	_, err := r.ListenUDP("127.0.0.1:0", deaf)
	r.must("listening", err)
	r.must("connecting", deaf.Transport.Connect(r.gone()))
	for range 3 {
		_, err := deaf.Transport.Write([]byte("x"))
		r.must("writing goes on", err)
		r.turn()
	}
}

func TestRefusalOfAQueuedDatagram(t *testing.T) {
	r := newRig(t)
	at := r.gone()
	c := r.udp("C")
	r.must("connecting", c.Transport.Connect(at))
	s := r.udp("S")
	s.received = func([]byte, core.Addr) {}
	// Inside a reception of the same machine what is sent gathers.
	s.received = func([]byte, core.Addr) { c.writes("1"); c.writes("2"); c.writes("3") }
	r.udp("X").sends("go", s.addr())
	for range 4 {
		r.turn()
	}
	r.wantLog("each is refused", `S "go"`, "C refused", "C refused", "C refused")
}
