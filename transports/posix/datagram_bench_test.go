//go:build linux

package posix_test

import (
	"testing"

	"ravel/core/port"
)

// Sixteen datagrams there and back, each way in one call.
func BenchmarkDatagramEcho(b *testing.B) {
	p, err := open()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.Close() })
	var ends [2]port.Datagram
	for i := range ends {
		if ends[i], err = p.Datagram(port.DatagramConfig{At: loopback, MaxPacket: 8192}); err != nil {
			b.Fatal(err)
		}
	}
	const many = 16
	ps, tos := make([][]byte, many), make([]port.Addr, many)
	message := pattern(64)
	b.ReportAllocs()
	for b.Loop() {
		for i := range ps {
			ps[i], tos[i] = message, ends[1].LocalAddr()
		}
		for _, way := range [][2]port.Datagram{{ends[0], ends[1]}, {ends[1], ends[0]}} {
			if n, err := way[0].(port.BatchSender).SendBatch(ps, tos); n != many {
				b.Fatal(n, err)
			}
			for i := range ps {
				lent, from, err := way[1].RecvFrom()
				if err != nil {
					b.Fatal(err)
				}
				ps[i], tos[i] = lent, from
			}
			if _, _, err := way[1].RecvFrom(); err != port.ErrWouldBlock {
				b.Fatal("more than was sent", err)
			}
		}
	}
}
