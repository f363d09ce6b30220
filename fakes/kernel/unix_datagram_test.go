package kernel_test

import (
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func (r *rig) unixgram(s string) port.Datagram {
	r.Helper()
	d, err := r.a.Datagram(port.DatagramConfig{UNIX: true, At: path(s), MaxPacket: 100, Mode: 0o666})
	if err != nil {
		r.Fatal(err)
	}
	return d
}

func TestUNIXDatagrams(t *testing.T) {
	r := newRig(t)
	a, b, unnamed := r.unixgram("/a"), r.unixgram("@b"), r.unixgram("")
	r.wantSendTo(a, "one", path("@b"), nil, "")
	r.wantSendTo(unnamed, "", path("@b"), nil, "")
	r.wantFrom(b, "one", path("/a"), "")
	r.wantFrom(b, "", nobody, "a socket without a name is nobody")
	r.wantFrom(b, wouldBlock, nobody, "")
	r.wantSendTo(a, "x", path("/none"), syscall.ENOENT, "")
	r.wantSendTo(a, "x", path("@none"), syscall.ECONNREFUSED, "")
	r.wantSendTo(a, "x", nobody, syscall.ENOTCONN, "")
	must(r.a.Listen(port.ListenConfig{At: path("/stream")}))
	r.wantSendTo(a, "x", path("/stream"), syscall.EPROTOTYPE, "")
	r.wantErr(a.SendTo(make([]byte, kernel.UNIXPacketMax+1), path("@b")), syscall.EMSGSIZE, "")
	_, err := r.a.Datagram(port.DatagramConfig{UNIX: true, At: path("/a")})
	r.wantErr(err, syscall.EADDRINUSE, "")
	a.Close(false)
	r.wantSendTo(b, "x", path("/a"), syscall.ECONNREFUSED, "the file leads nowhere")
}

func TestUNIXDatagramsConnected(t *testing.T) {
	r := newRig(t)
	a, b, c := r.unixgram("@a"), r.unixgram("@b"), r.unixgram("@c")
	r.wantErr(a.Connect(path("@b")), nil, "")
	r.wantSendTo(a, "hi", nobody, nil, "")
	r.wantFrom(b, "hi", path("@a"), "")
	r.wantSendTo(c, "x", path("@a"), syscall.EPERM, "it has another peer")
	b.Close(false)
	r.wantSendTo(a, "x", nobody, syscall.ECONNREFUSED, "the peer is gone")
	r.wantSendTo(a, "x", nobody, syscall.ENOTCONN, "and forgotten")
}

func TestUNIXDatagramQueue(t *testing.T) {
	r := newRig(t)
	a, b := r.unixgram("@a"), r.unixgram("@b")
	m := watch(a, port.Write)
	for range kernel.UNIXQueue {
		r.wantSendTo(a, "x", path("@b"), nil, "")
	}
	r.wantSendTo(a, "x", path("@b"), wouldBlock, "the receiver's queue is full")
	r.wantReady(r.a, m, 0, "")
	r.wantFrom(b, "x", path("@a"), "")
	r.wantReady(r.a, m, port.Write, "there is room")
	r.wantSendTo(a, "x", path("@b"), nil, "")
}
