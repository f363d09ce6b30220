package kernel_test

import (
	"net/netip"
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func (r *rig) shared(h *kernel.Host, s string) port.Datagram {
	return must(h.Datagram(port.DatagramConfig{At: at(s), MaxPacket: 100, ReuseAddr: true}))
}

func TestMulticast(t *testing.T) {
	for _, v := range []struct{ name, any, group, from string }{
		{"IPv4", "0.0.0.0", "224.1.2.3", "10.0.0.1"},
		{"IPv6", "[::]", "ff02::1234", "fd00::1"},
	} {
		t.Run(v.name, func(t *testing.T) {
			r := newRig(t)
			group := netip.MustParseAddr(v.group)
			to := port.Addr{AddrPort: netip.AddrPortFrom(group, 99)}
			a := r.shared(r.a, v.any+":99")
			b, deaf := r.shared(r.b, v.any+":99"), r.shared(r.b, v.any+":98")
			from := port.Addr{AddrPort: netip.AddrPortFrom(netip.MustParseAddr(v.from), 99)}
			r.wantSendTo(a, "1", to, nil, "")
			r.wantFrom(b, wouldBlock, nobody, "nobody has joined")
			g := b.(port.Grouped)
			r.wantErr(g.JoinGroup(group, ""), nil, "")
			r.wantSendTo(a, "2", to, nil, "")
			r.wantFrom(b, "2", from, "")
			r.wantFrom(deaf, wouldBlock, nobody, "another port")
			r.wantFrom(a, wouldBlock, nobody, "the sender has not joined")

			s := a.(port.Grouped)
			r.wantErr(s.JoinGroup(group, kernel.Ethernet), nil, "")
			r.wantSendTo(a, "3", to, nil, "")
			r.wantFrom(a, "3", from, "the sender hears itself at first")
			r.wantErr(s.SetMulticastLoop(false), nil, "")
			r.wantSendTo(a, "4", to, nil, "")
			r.wantFrom(a, wouldBlock, nobody, "loop is off")
			r.wantFrom(b, "3", from, "")
			r.wantFrom(b, "4", from, "")

			r.wantErr(s.SetMulticastTTL(0), nil, "")
			r.wantSendTo(a, "5", to, nil, "")
			r.wantFrom(b, wouldBlock, nobody, "with a TTL of 0 nothing leaves the host")
			r.wantErr(g.LeaveGroup(group, ""), nil, "")
			r.wantErr(s.SetMulticastTTL(1), nil, "")
			r.wantSendTo(a, "6", to, nil, "")
			r.wantFrom(b, wouldBlock, nobody, "it has left the group")
		})
	}
}

func TestMulticastOnTheLoopbackInterface(t *testing.T) {
	r := newRig(t)
	group := netip.MustParseAddr("224.1.2.3")
	lo, eth, far := r.shared(r.a, "0.0.0.0:99"), r.shared(r.a, "0.0.0.0:98"), r.shared(r.b, "0.0.0.0:99")
	for _, d := range []port.Datagram{lo, far} {
		r.wantErr(d.(port.Grouped).JoinGroup(group, kernel.Loopback), nil, "")
	}
	r.wantErr(eth.(port.Grouped).JoinGroup(group, kernel.Ethernet), nil, "")
	s := r.udp(r.a, "127.0.0.1:0")
	r.wantSendTo(s, "x", at("224.1.2.3:99"), nil, "")
	r.wantFrom(lo, "x", s.LocalAddr(), "a socket bound to loopback sends there")
	r.wantFrom(far, wouldBlock, nobody, "loopback does not leave the host")
	r.wantSendTo(s, "x", at("224.1.2.3:98"), nil, "")
	r.wantFrom(eth, "x", s.LocalAddr(), "a wildcard socket hears what any socket of the host has joined")
}

func TestMulticastErrors(t *testing.T) {
	r := newRig(t)
	d := r.udp(r.a, "0.0.0.0:0").(port.Grouped)
	group := netip.MustParseAddr("224.1.2.3")
	r.wantErr(d.JoinGroup(group, ""), nil, "")
	r.wantErr(d.JoinGroup(group, ""), syscall.EADDRINUSE, "joined already")
	r.wantErr(d.JoinGroup(netip.MustParseAddr("10.0.0.7"), ""), syscall.EINVAL, "no group")
	r.wantErr(d.JoinGroup(netip.MustParseAddr("ff02::1"), ""), syscall.EINVAL, "another family")
	r.wantErr(d.JoinGroup(group, "wlan7"), syscall.ENODEV, "no interface")
	r.wantErr(d.LeaveGroup(netip.MustParseAddr("224.9.9.9"), ""), syscall.EADDRNOTAVAIL, "never joined")
	r.wantErr(d.SetMulticastTTL(256), syscall.EINVAL, "")
	r.wantErr(d.SetMulticastInterface("wlan7"), syscall.ENODEV, "")
	r.wantErr(d.SetMulticastInterface(kernel.Loopback), nil, "")
	if got := must(d.MulticastInterface()); got != kernel.Loopback {
		t.Errorf("the interface is %q", got)
	}
	if ttl, loop := must(d.MulticastTTL()), must(d.MulticastLoop()); ttl != 1 || !loop {
		t.Errorf("TTL %d, loop %v; want 1 and true at first", ttl, loop)
	}
	for i := range byte(kernel.MembershipMax - 1) {
		r.wantErr(d.JoinGroup(netip.AddrFrom4([4]byte{224, 1, 3, i}), ""), nil, "")
	}
	r.wantErr(d.JoinGroup(netip.MustParseAddr("224.1.4.1"), ""), syscall.ENOBUFS, "one too many")
}

func TestBroadcast(t *testing.T) {
	r := newRig(t)
	a, b, bound := r.udp(r.a, "10.0.0.1:0"), r.udp(r.b, "0.0.0.0:99"), r.udp(r.b, "10.0.0.2:98")
	r.wantErr(a.(port.Broadcaster).SetBroadcast(true), nil, "")
	r.wantSendTo(a, "all", at("255.255.255.255:99"), nil, "")
	r.wantFrom(b, "all", a.LocalAddr(), "")
	r.wantSendTo(a, "net", at("10.0.0.255:99"), nil, "")
	r.wantFrom(b, "net", a.LocalAddr(), "the network's broadcast address")
	r.wantSendTo(a, "x", at("10.0.0.255:98"), nil, "")
	r.wantFrom(bound, wouldBlock, nobody, "a socket bound to an address hears that address alone")
	if !must(a.(port.Broadcaster).Broadcast()) {
		t.Error("it was allowed")
	}
}
