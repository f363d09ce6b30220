//go:build linux

package posix_test

import (
	"fmt"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestRecvFromIsLevel(t *testing.T) {
	r := newRig(t)
	a, b, c := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback})
	for i := range 3 {
		a.sends(fmt.Sprint("b", i), b)
		a.sends(fmt.Sprint("c", i), c)
	}
	b.wantText("the first is received", "b0", a)
	r.hears("what was taken in but not lent keeps the socket ready", &b.ear, port.Read)
	want(t, "the other one is ready too", c.take()&port.Read, port.Read)

	c.wantText("another socket receives meanwhile", "c0", a)
	b.wantText("and disturbs nothing", "b1", a)
	c.wantText("one by one", "c1", a)

	b.Want(0)
	c.wantText("up to the last", "c2", a)
	c.take()
	r.hearsNothing("who wants nothing is not told of what was taken in")
	b.Want(port.Read)
	r.hears("until it wants to", &b.ear, port.Read)
	b.wantText("nothing got lost", "b2", a)
	b.wantNothing("that was all")
	r.hearsNothing("all is quiet")
}

func TestRecvFromOnceASocketWithMoreHasClosed(t *testing.T) {
	r := newRig(t)
	a, b, c := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback})
	a.sends("1", b)
	a.sends("2", b)
	b.wantText("one is left", "1", a)
	n, err := r.p.Wait(r.ready[:], 0)
	r.must("waiting", err)
	want(t, "b is ready", n, 1)
	b.Close(false)
	r.ready[0].Handler.Ready(r.ready[0].What)
	want(t, "but is not told once it is closed", b.take(), 0)
	a.sends("3", c)
	c.wantText("the others receive as before", "3", a)
	r.hearsNothing("nothing is left")
}

func TestRecvFromWithRoomForOneReport(t *testing.T) {
	r := newRig(t)
	a, b := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback})
	var others []*postbox
	for range 3 {
		o := r.postbox(port.DatagramConfig{At: loopback})
		a.sends("x", o)
		others = append(others, o)
	}
	a.sends("1", b)
	a.sends("2", b)
	b.wantText("one is left", "1", a)
	b.Want(port.Read)
	narrow := make([]port.Ready, 2)
	for turn := 0; b.take() == 0; turn++ {
		if turn == 2*len(others) {
			t.Fatal("a socket with datagrams taken in starves behind those that stay ready")
		}
		n, err := r.p.Wait(narrow, 0)
		r.must("waiting", err)
		for _, ready := range narrow[:n] {
			ready.Handler.Ready(ready.What)
		}
	}
}

func TestRecvFromManyAndLong(t *testing.T) {
	r := newRig(t)
	for _, size := range []int{1, 8192, 65535, posix.PrefetchBytes + 1} {
		a, b := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback, MaxPacket: size})
		const n = posix.PrefetchMax + posix.PrefetchMax/2
		for i := range n {
			a.sends(string(rune('A'+i)), b)
		}
		for i := range n {
			b.wantText("every datagram in order", string(rune('A'+i)), a)
		}
		b.wantNothing("and no more")
		a.sends("later", b)
		b.wantText("what comes after that is received without waiting", "later"[:min(size, 5)], a)
	}
}

func TestRecvFromAllocatesNothing(t *testing.T) {
	r := newRig(t)
	udp, udp6 := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback6})
	local := r.postbox(port.DatagramConfig{UNIX: true, At: port.Addr{Path: "@" + t.TempDir()}})
	p := make([]byte, 64)
	for _, b := range []*postbox{udp, udp6, local} {
		to := b.LocalAddr()
		each := testing.AllocsPerRun(100, func() {
			for range 3 {
				r.must("sending", b.SendTo(p, to))
			}
			for err := error(nil); err == nil; {
				_, _, err = b.RecvFrom()
			}
			r.turn(0)
			b.heard = b.heard[:0]
		})
		want(t, fmt.Sprintf("allocations of %v", to), each, 0)
	}
}

func BenchmarkEcho(b *testing.B) {
	for _, queued := range []int{1, 16} {
		b.Run(fmt.Sprint(queued), func(b *testing.B) {
			p, err := open()
			if err != nil {
				b.Fatal(err)
			}
			defer p.Close()
			d, err := p.Datagram(port.DatagramConfig{At: loopback, MaxPacket: 8192})
			if err != nil {
				b.Fatal(err)
			}
			msg, to := make([]byte, 64), d.LocalAddr()
			b.ReportAllocs()
			start := time.Now()
			for range b.N {
				for range queued {
					if err := d.SendTo(msg, to); err != nil {
						b.Fatal(err)
					}
				}
				for range queued {
					if _, _, err := d.RecvFrom(); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(b.N*queued), "ns/datagram")
		})
	}
}
