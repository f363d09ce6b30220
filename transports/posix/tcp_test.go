//go:build linux

package posix_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestTCPOptions(t *testing.T) {
	r := newRig(t)
	a, _ := r.connected(loopback)
	o := a.Stream.(port.StreamOptions)
	for _, option := range []struct {
		name string
		get  func() (bool, error)
		set  func(bool) error
	}{{"TCP_NODELAY", o.NoDelay, o.SetNoDelay}, {"SO_KEEPALIVE", o.KeepAlive, o.SetKeepAlive}} {
		for _, on := range []bool{true, false, true} {
			r.must("setting "+option.name, option.set(on))
			got, err := option.get()
			r.must("getting "+option.name, err)
			want(t, option.name, got, on)
		}
	}
	a.Close(false)
	_, err := o.NoDelay()
	r.wantErr("getting after Close", err, port.ErrClosed)
	r.wantErr("setting after Close", o.SetKeepAlive(true), port.ErrClosed)
}

func TestOptionsAreOfTCPAlone(t *testing.T) {
	r := newRig(t)
	a, _ := r.connected(port.Addr{Path: t.TempDir() + "/s"})
	_, ok := a.Stream.(port.StreamOptions)
	want(t, "a UNIX stream has no TCP options", ok, false)
	tcp, _ := r.connected(loopback)
	_, ok = tcp.Stream.(port.DescriptorPasser)
	want(t, "and a TCP stream passes no descriptors", ok, false)
}

func TestAnOptionErrorNamesTheOption(t *testing.T) {
	r := newRig(t)
	a, _ := r.connected(port.Addr{Path: t.TempDir() + "/s"})
	err := posix.SetFlag(a.Stream.(*posix.UNIXStream).Fd(), unix.IPPROTO_TCP, unix.TCP_NODELAY, "TCP_NODELAY", true)
	r.wantErr("a UNIX socket has none", err, unix.EOPNOTSUPP)
	want(t, "the step is named", err.(*port.OpError).Op, "setsockopt TCP_NODELAY")
}
