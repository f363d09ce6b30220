//go:build linux

package datagram_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"ravel/core"
)

func TestUNIX(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	s := r.unix(path, "S", core.DatagramConfig{Mode: 0o600})
	st, err := os.Lstat(path)
	r.must("the file is there", err)
	want(t, "with its mode", st.Mode(), fs.ModeSocket|0o600)
	_, err = r.ListenUNIXDatagram(path, &diarist{r: r})
	r.wantErr("a path that exists", err, core.ErrCannotListen)
	r.wantErr("for that reason", err, syscall.EADDRINUSE)
	_, ok := s.Transport.(core.Broadcaster)
	want(t, "a UNIX socket does not broadcast", ok, false)

	c := &diarist{r: r, name: "C"}
	local := filepath.Join(dir, "c")
	_, err = r.ConnectUNIXDatagram(path, local, c)
	r.must("connecting", err)
	st, err = os.Lstat(local)
	r.must("bound too", err)
	want(t, "open to everybody unless told otherwise", st.Mode(), fs.ModeSocket|0o666)
	s.received = func(p []byte, from core.Addr) {
		want(t, "the sender is known by its path", from, core.UNIXDatagramAddr(local))
		s.sends("back", from)
	}
	c.writes("hello")
	r.turn()
	r.turn()
	r.wantLog("they talk", "C start", `S "hello"`, `C "back"`)

	s.Transport.StopListening(nil)
	c.Transport.StopListening(nil)
	r.turn()
	r.wantLog("they stop", "S stop", "C stop")
	left, err := os.ReadDir(dir)
	r.must("looking", err)
	want(t, "their files are gone", len(left), 0)
}

func TestUNIXAbstract(t *testing.T) {
	r := newRig(t)
	s, c := r.unix("@"+t.TempDir(), "S"), r.unix("", "C")
	c.sends("x", s.addr())
	r.turn()
	r.wantLog("it arrives", `S "x"`)
	s.Transport.StopListening(nil)
	r.turn()
	r.wantLog("and stops, with nothing to unlink", "S stop")
}

func TestConnectUNIXDatagramToNobody(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	_, err := r.ConnectUNIXDatagram(filepath.Join(dir, "s"), filepath.Join(dir, "c"), &diarist{r: r, name: "C"})
	r.wantErr("there is no such path", err, syscall.ENOENT)
	r.wantErr("which is a failure to connect", err, core.ErrConnectFailed)
	r.wantLog("nobody was started")
	left, err := os.ReadDir(dir)
	r.must("looking", err)
	want(t, "and nothing is left", len(left), 0)

	s := r.unix(filepath.Join(dir, "s"), "S")
	r.must("a file that nobody receives at", os.Link(filepath.Join(dir, "s"), filepath.Join(dir, "left")))
	s.Transport.StopListening(nil)
	_, err = r.ConnectUNIXDatagram(filepath.Join(dir, "left"), "", &diarist{r: r, name: "C"})
	r.wantErr("is a refusal", err, core.ErrConnectionRefused)
}

func TestUNIXPeerThatHasGone(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "s")
	s, u := r.unix(path, "S"), r.unix("", "U")
	c := &diarist{r: r, name: "C"}
	_, err := r.ConnectUNIXDatagram(path, "", c)
	r.must("connecting", err)
	s.Transport.StopListening(nil)
	r.turn()
	r.log = nil
	c.writes("x")
	r.turn()
	r.wantLog("a connected port is told of the refusal", "C refused")
	_, err = c.Transport.Write(nil)
	r.wantErr("and is connected to nobody afterwards", err, core.ErrNotConnected)
	r.wantErr("another learns it from WriteTo", u.Transport.WriteTo(nil, core.UNIXDatagramAddr(path)), syscall.ENOENT)
}
