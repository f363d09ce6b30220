//go:build linux

package datagram_test

import (
	"net/netip"
	"testing"

	"ravel/core"
)

func TestMulticast(t *testing.T) {
	r := newRig(t)
	group := netip.MustParseAddr("239.255.7.10")
	open := func(name, at string) (*diarist, core.MulticastTransport) {
		d := &diarist{r: r, name: name}
		_, err := r.ListenMulticast(at, d, core.DatagramConfig{ReuseAddr: true})
		r.must("listening", err)
		return d, d.Transport.(core.MulticastTransport)
	}
	a, inA := open("A", ":0")
	_, inB := open("B", a.addr().String())
	c, outC := open("C", ":0")
	r.wantLog("they start", "A start", "B start", "C start")
	_, ok := c.Transport.(core.Broadcaster)
	want(t, "it can broadcast too", ok, true)
	to := core.UDPAddr(netip.AddrPortFrom(group, a.addr().AddrPort.Port()))

	r.must("choosing an interface", outC.SetOutgoingInterface("lo"))
	r.must("A joins", inA.JoinGroup(group, "lo"))
	c.sends("1", to)
	r.turn()
	r.wantLog("UDP-04: who joined hears", `A "1"`)
	r.must("B joins", inB.JoinGroup(group, "lo"))
	c.sends("2", to)
	r.turn()
	want(t, "both hear", len(r.log), 2)
	r.log = nil
	r.must("A leaves", inA.LeaveGroup(group, "lo"))
	c.sends("3", to)
	r.turn()
	r.wantLog("who left does not", `B "3"`)

	iface, err := outC.OutgoingInterface()
	r.must("asking", err)
	want(t, "the interface", iface, "lo")
	r.must("TTL", outC.SetTTL(3))
	ttl, err := outC.TTL()
	r.must("asking", err)
	want(t, "the TTL", ttl, 3)
	r.must("loopback", outC.SetLoopback(false))
	loops, err := outC.Loopback()
	r.must("asking", err)
	want(t, "loopback", loops, false)

	r.wantErr("no group", inA.JoinGroup(netip.MustParseAddr("127.0.0.1"), "lo"), core.ErrInvalidAddress)
	r.wantErr("of the other family", inA.JoinGroup(netip.MustParseAddr("ff02::1"), "lo"), core.ErrInvalidAddress)
	r.wantErr("nothing", inA.LeaveGroup(netip.Addr{}, "lo"), core.ErrInvalidAddress)
	a.Transport.StopListening(nil)
	for why, err := range map[string]error{
		"JoinGroup":            inA.JoinGroup(group, "lo"),
		"LeaveGroup":           inA.LeaveGroup(group, "lo"),
		"SetTTL":               inA.SetTTL(1),
		"SetLoopback":          inA.SetLoopback(true),
		"SetOutgoingInterface": inA.SetOutgoingInterface("lo"),
	} {
		r.wantErr(why+" of a closed port", err, core.ErrNotConnected)
	}
	_, err = inA.TTL()
	r.wantErr("TTL of a closed port", err, core.ErrNotConnected)
	_, err = inA.Loopback()
	r.wantErr("Loopback of a closed port", err, core.ErrNotConnected)
	_, err = inA.OutgoingInterface()
	r.wantErr("OutgoingInterface of a closed port", err, core.ErrNotConnected)
}
