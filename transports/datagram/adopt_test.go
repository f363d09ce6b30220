//go:build linux

package datagram_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ravel/core"
)

func TestAdoptDatagram(t *testing.T) {
	r := newRig(t)
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	r.must("somebody opens a port", err)
	defer udp.Close()
	f, err := udp.(*net.UDPConn).File()
	r.must("and hands it on", err)
	d := &diarist{r: r, name: "D"}
	_, err = r.AdoptDatagram(int(f.Fd()), d)
	r.must("adopting", err)
	f.Close()
	want(t, "where it is bound", d.addr().String(), udp.LocalAddr().String())
	_, ok := d.Transport.(core.Broadcaster)
	want(t, "as any UDP port", ok, true)
	c := r.udpBeside("C")
	c.sends("x", d.addr())
	r.turn()
	r.wantLog("it serves", "D start", "C start", `D "x"`)
	d.Transport.StopListening(nil)
	r.turn()
	r.wantLog("it stops", "D stop")
	c.sends("y", d.addr())
	p := make([]byte, 8)
	n, _, err := udp.ReadFrom(p)
	r.must("the socket of the caller is still open", err)
	want(t, "and receives", string(p[:n]), "y")
}

func (r *rig) udpBeside(name string) *diarist {
	d := &diarist{r: r, name: name}
	_, err := r.ListenUDP("127.0.0.1:0", d)
	r.must("listening", err)
	return d
}

func TestAdoptDatagramUNIX(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "s")
	local, err := net.ListenPacket("unixgram", path)
	r.must("somebody opens a socket", err)
	defer local.Close()
	f, err := local.(*net.UnixConn).File()
	r.must("and hands it on", err)
	d := &diarist{r: r, name: "D"}
	_, err = r.AdoptDatagram(int(f.Fd()), d)
	r.must("adopting", err)
	f.Close()
	want(t, "its address", d.addr(), core.UNIXDatagramAddr(path))
	d.Transport.StopListening(nil)
	_, err = os.Lstat(path)
	r.must("the file is the caller's and stays", err)
}

func TestAdoptDatagramRefuses(t *testing.T) {
	r := newRig(t)
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	r.must("listening", err)
	defer tcp.Close()
	f, err := tcp.(*net.TCPListener).File()
	r.must("a descriptor", err)
	defer f.Close()
	_, err = r.AdoptDatagram(int(f.Fd()), &diarist{r: r, name: "D"})
	r.wantErr("it is a stream", err, syscall.EPROTOTYPE)
	r.wantErr("so the port cannot be opened", err, core.ErrCannotListen)
	if !strings.Contains(err.Error(), "a listening IPv4 stream socket is not a datagram socket") {
		t.Fatalf("%q does not say what was found", err)
	}
	r.wantLog("nobody was started")
}
