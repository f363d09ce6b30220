//go:build linux

package posix_test

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestMulticast(t *testing.T) {
	// A group of interface-local scope never leaves the host, whatever the interface (RFC 4291 2.7).
	for name, group := range map[string]string{"IPv4": "239.255.7.9", "IPv6": "ff01::7:9"} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			group, lo := netip.MustParseAddr(group), "lo"
			if group.Is6() {
				if lo = multicast6(t); lo == "" {
					return // a child did it
				}
			}
			any := netip.IPv6Unspecified()
			if group.Is4() {
				any = netip.IPv4Unspecified()
			}
			sender := r.postbox(port.DatagramConfig{At: port.Addr{AddrPort: netip.AddrPortFrom(any, 0)}})
			a := r.postbox(port.DatagramConfig{ReuseAddr: true, At: port.Addr{AddrPort: netip.AddrPortFrom(any, 0)}})
			at := a.LocalAddr()
			b := r.postbox(port.DatagramConfig{ReuseAddr: true, At: at})
			to := port.Addr{AddrPort: netip.AddrPortFrom(group, at.AddrPort.Port())}

			out := sender.Datagram.(port.Grouped)
			r.must("choosing where it leaves", out.SetMulticastInterface(lo))
			iface, err := out.MulticastInterface()
			r.must("reading that", err)
			want(t, "is what was set", iface, lo)

			inA, inB := a.Datagram.(port.Grouped), b.Datagram.(port.Grouped)
			r.must("a joins", inA.JoinGroup(group, lo))
			r.must("sending", sender.SendTo([]byte("1"), to))
			text, from := a.gets("who joined hears")
			want(t, "what was sent", text, "1")
			if from.AddrPort.Addr().IsLinkLocalUnicast() {
				want(t, "a link-local sender has its interface as zone", from.AddrPort.Addr().Zone(), lo)
			}
			b.wantNothing("who did not join does not hear, though another on this host joined")

			r.must("b joins", inB.JoinGroup(group, lo))
			r.must("sending", sender.SendTo([]byte("2"), to))
			a.wantText("both hear", "2", nil)
			b.wantText("both hear", "2", nil)
			r.wantErr("joining twice", inB.JoinGroup(group, lo), unix.EADDRINUSE)

			r.must("a leaves", inA.LeaveGroup(group, lo))
			r.must("sending", sender.SendTo([]byte("3"), to))
			b.wantText("who stayed hears", "3", nil)
			a.wantNothing("who left does not")
			r.wantErr("leaving twice", inA.LeaveGroup(group, lo), unix.EADDRNOTAVAIL)

			want(t, "this host hears itself at first", value(r, inB.MulticastLoop), true)
			r.must("turning that off", out.SetMulticastLoop(false))
			want(t, "it is off", value(r, out.MulticastLoop), false)

			want(t, "it stays on this network at first", value(r, out.MulticastTTL), 1)
			r.must("farther", out.SetMulticastTTL(7))
			want(t, "is what was set", value(r, out.MulticastTTL), 7)
			r.wantErr("not a byte", out.SetMulticastTTL(256), unix.EINVAL)
			r.wantErr("not a byte", out.SetMulticastTTL(-1), unix.EINVAL)

			r.wantErr("no such interface", inA.JoinGroup(group, "no-such-if"), unix.ENODEV)
			r.wantErr("no such interface", out.SetMulticastInterface("no-such-if"), unix.ENODEV)
			other := netip.MustParseAddr("ff02::1")
			if group.Is6() {
				other = netip.MustParseAddr("224.0.0.1")
			}
			r.wantErr("the other family", inA.JoinGroup(other, lo), unix.EAFNOSUPPORT)
			r.must("back to the system's choice", out.SetMulticastInterface(""))
			want(t, "which has no name", value(r, out.MulticastInterface), "")

			a.Close(false)
			r.wantErr("a closed socket", inA.JoinGroup(group, lo), port.ErrClosed)
			r.wantErr("a closed socket", inA.SetMulticastTTL(1), port.ErrClosed)
			r.wantErr("a closed socket", inA.SetMulticastInterface(lo), port.ErrClosed)
		})
	}
}

func TestBroadcast(t *testing.T) {
	r := newRig(t)
	a := r.postbox(port.DatagramConfig{At: loopback})
	b := a.Datagram.(port.Broadcaster)
	want(t, "it is not allowed at first", value(r, b.Broadcast), false)
	to := port.Addr{AddrPort: netip.AddrPortFrom(netip.MustParseAddr("127.255.255.255"), a.LocalAddr().AddrPort.Port())}
	r.wantErr("so it fails", a.SendTo(nil, to), unix.EACCES)
	r.must("allowing it", b.SetBroadcast(true))
	want(t, "it is allowed", value(r, b.Broadcast), true)
	everywhere := r.postbox(port.DatagramConfig{At: port.Addr{AddrPort: netip.MustParseAddrPort("0.0.0.0:0")}})
	to = port.Addr{AddrPort: netip.AddrPortFrom(to.AddrPort.Addr(), everywhere.LocalAddr().AddrPort.Port())}
	r.must("so it leaves", a.SendTo([]byte("all"), to))
	everywhere.wantText("and arrives", "all", a)
}

// value is what get returns, which must work.
func value[V any](r *rig, get func() (V, error)) V {
	r.Helper()
	v, err := get()
	r.must("reading an option", err)
	return v
}
