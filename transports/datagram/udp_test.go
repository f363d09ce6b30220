//go:build linux

package datagram_test

import (
	"syscall"
	"testing"

	"ravel/core"
)

func TestListenUDP(t *testing.T) {
	r := newRig(t)
	a := r.udp("A")
	_, err := r.ListenUDP(a.addr().String(), &diarist{r: r, name: "B"})
	r.wantErr("an address in use", err, core.ErrCannotListen)
	r.wantErr("for that reason", err, syscall.EADDRINUSE)
	want(t, "named", err.Error(), "cannot listen on udp:"+a.addr().String()+": bind: address already in use")
	_, err = r.ListenUDP("nowhere", &diarist{r: r, name: "B"})
	r.wantErr("no address", err, core.ErrInvalidAddress)
	r.wantErr("is a port that cannot be opened", err, core.ErrCannotListen)
	r.wantLog("nobody was started")

	six := &diarist{r: r, name: "6"}
	_, err = r.ListenUDP("[::1]:0", six)
	r.must("IPv6", err)
	six.sends("x", six.addr())
	r.turn()
	r.wantLog("works as well", "6 start", `6 "x"`)
	r.wantErr("its payload is longer", six.Transport.WriteTo(make([]byte, 65528), six.addr()), core.ErrMessageTooLong)
	r.must("by twenty bytes", six.Transport.WriteTo(make([]byte, 65527), six.addr()))

	defer func() {
		if recover() == nil {
			t.Fatal("two configurations are a mistake")
		}
	}()
	r.ListenUDP(":0", six, core.DatagramConfig{}, core.DatagramConfig{})
}

func TestBroadcast(t *testing.T) {
	r := newRig(t)
	a := r.udp("A")
	b, ok := a.Transport.(core.Broadcaster)
	want(t, "a UDP port can broadcast", ok, true)
	_, ok = a.Transport.(core.MulticastTransport)
	want(t, "but not join groups", ok, false)
	on, err := b.BroadcastAllowed()
	r.must("asking", err)
	want(t, "it must be allowed first", on, false)
	r.must("allowing", b.SetBroadcastAllowed(true))
	on, err = b.BroadcastAllowed()
	r.must("asking", err)
	want(t, "now it is", on, true)
	a.Transport.StopListening(nil)
	r.wantErr("a closed port", b.SetBroadcastAllowed(true), core.ErrNotConnected)
	_, err = b.BroadcastAllowed()
	r.wantErr("a closed port", err, core.ErrNotConnected)
}
