//go:build linux

package posix_test

import (
	"fmt"
	"testing"

	"ravel/core/port"
	"ravel/transports/posix"
)

// benchPair is a Port and both ends of a connection on it.
func benchPair(b *testing.B, at port.Addr) (p *posix.Port, one, two port.Stream) {
	p, err := open()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.Close() })
	l, err := p.Listen(port.ListenConfig{At: at, Backlog: 1, NoDelay: true})
	if err != nil {
		b.Fatal(err)
	}
	one, err = p.Dial(port.DialConfig{To: l.LocalAddr(), NoDelay: true})
	if err != nil {
		b.Fatal(err)
	}
	for {
		if two, _, err = l.Accept(); err == nil {
			break
		}
	}
	for one.Connected() != nil {
	}
	return p, one, two
}

// One message there and back: four calls on the sockets, and two looks at what is ready.
func BenchmarkStreamEcho(b *testing.B) {
	p, one, two := benchPair(b, loopback)
	var e1, e2 ear
	one.Attach(&e1)
	two.Attach(&e2)
	one.Want(port.Read)
	two.Want(port.Read)
	ready := make([]port.Ready, 16)
	message := pattern(64)
	b.ReportAllocs()
	for b.Loop() {
		one.Send(message)
		for _, s := range []port.Stream{two, one} {
			if n, err := p.Wait(ready, -1); n != 1 || err != nil {
				b.Fatal(n, err)
			}
			lent, err := s.Recv()
			if err != nil {
				b.Fatal(err)
			}
			if s == two {
				s.Send(lent)
			}
		}
	}
}

// Bulk by size of the receive buffer: what posix.RecvMax rests on.
func BenchmarkStreamBulk(b *testing.B) {
	for _, size := range []int{16 << 10, 64 << 10, 128 << 10, 256 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			p, one, two := benchPair(b, loopback)
			posix.SetRecvMax(p, size)
			message := pattern(64 << 10)
			b.SetBytes(int64(len(message)))
			for b.Loop() {
				for sent, got := 0, 0; got < len(message); {
					n, _ := one.Send(message[sent:])
					sent += n
					for lent, err := two.Recv(); err == nil; lent, err = two.Recv() {
						got += len(lent)
						if len(lent) < size {
							break
						}
					}
				}
			}
		})
	}
}
