//go:build linux

package posix_test

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestSendBatch(t *testing.T) {
	r := newRig(t)
	a, b, c := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback})
	var ps [][]byte
	var tos []port.Addr
	for i := range posix.SendBatchMax + 6 {
		to := b
		if i%2 == 1 {
			to = c
		}
		ps, tos = append(ps, fmt.Append(nil, i)), append(tos, to.LocalAddr())
	}
	batch := a.Datagram.(port.BatchSender)
	n, err := batch.SendBatch(ps, tos)
	r.must("sending many", err)
	want(t, "more than one call takes", n, len(ps))
	for i := 0; i < len(ps); i += 2 {
		b.wantText("in order", fmt.Sprint(i), a)
		c.wantText("to each its own", fmt.Sprint(i+1), a)
	}

	n, err = batch.SendBatch([][]byte{[]byte("1"), make([]byte, 70000), []byte("3")}, []port.Addr{tos[0], tos[0], tos[0]})
	want(t, "up to the one that is too long", n, 1)
	r.wantErr("whose error it is", err, unix.EMSGSIZE)
	n, err = batch.SendBatch([][]byte{[]byte("2"), nil}, []port.Addr{tos[0], {Path: "/"}})
	want(t, "up to the one that is for nobody", n, 1)
	r.wantErr("whose error it is", err, unix.EINVAL)
	b.wantText("the rest went", "1", a)
	b.wantText("the rest went", "2", a)

	r.must("connecting", a.Connect(b.LocalAddr()))
	n, err = batch.SendBatch([][]byte{nil, []byte("x")}, make([]port.Addr, 2))
	r.must("to the peer", err)
	want(t, "both", n, 2)
	n, err = batch.SendBatch([][]byte{[]byte("a"), []byte("p"), []byte("b")}, []port.Addr{tos[0], {}, tos[0]})
	r.must("mixed", err)
	want(t, "all", n, 3)
	b.wantText("an empty one is one", "", a)
	b.wantText("and the next", "x", a)
	for _, text := range []string{"a", "p", "b"} {
		b.wantText("in order", text, a)
	}
	n, err = batch.SendBatch(nil, nil)
	r.must("nothing is sent", err)
	want(t, "no datagrams", n, 0)
}

func TestSendBatchRefused(t *testing.T) {
	r := newRig(t)
	gone, a := r.postbox(port.DatagramConfig{At: loopback}), r.postbox(port.DatagramConfig{At: loopback})
	r.must("connecting", a.Connect(gone.LocalAddr()))
	gone.Close(false)
	n, err := a.Datagram.(port.BatchSender).SendBatch([][]byte{nil, nil}, make([]port.Addr, 2))
	want(t, "the first leaves, and is refused before the second does", n, 1)
	r.wantErr("which is told of it", err, unix.ECONNREFUSED)
}

func TestSendBatchAllocatesNothing(t *testing.T) {
	r := newRig(t)
	a := r.postbox(port.DatagramConfig{At: loopback})
	ps, tos := [][]byte{{1}, {2}}, []port.Addr{a.LocalAddr(), a.LocalAddr()}
	batch := a.Datagram.(port.BatchSender)
	want(t, "allocations", testing.AllocsPerRun(100, func() {
		if n, err := batch.SendBatch(ps, tos); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		for err := error(nil); err == nil; {
			_, _, err = a.RecvFrom()
		}
	}), 0)
}
