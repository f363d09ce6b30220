//go:build linux

package datagram_test

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
)

func TestWriteToRefuses(t *testing.T) {
	r := newRig(t)
	s, u := r.udp("S"), r.unix("", "U")
	ip := s.addr().AddrPort
	for why, to := range map[string]core.Addr{
		"UDP-03: a name":   {Net: "udp", Path: "example.org"},
		"nothing":          {Net: "udp"},
		"the other family": core.UDPAddr(netip.MustParseAddrPort("[::1]:9")),
		"a mapped address": core.UDPAddr(netip.AddrPortFrom(netip.AddrFrom16(ip.Addr().As16()), ip.Port())),
		"no port":          core.UDPAddr(netip.AddrPortFrom(ip.Addr(), 0)),
		"a TCP address":    core.TCPAddr(ip),
		"a path":           core.UNIXDatagramAddr("/x"),
	} {
		r.wantErr(why, s.Transport.WriteTo(nil, to), core.ErrInvalidAddress)
	}
	r.wantErr("a socket without a name", u.Transport.WriteTo(nil, core.UNIXDatagramAddr("")), core.ErrInvalidAddress)
	r.wantErr("an IP address", u.Transport.WriteTo(nil, s.addr()), core.ErrInvalidAddress)
	r.wantErr("UDP-03: too long", s.Transport.WriteTo(make([]byte, 70000), s.addr()), core.ErrMessageTooLong)
	r.wantErr("by one byte", s.Transport.WriteTo(make([]byte, 65508), s.addr()), core.ErrMessageTooLong)
	r.must("the longest", s.Transport.WriteTo(make([]byte, 65507), s.addr()))
	r.wantErr("nobody there", u.Transport.WriteTo(nil, core.UNIXDatagramAddr(filepath.Join(t.TempDir(), "x"))), syscall.ENOENT)
}

func TestWriteWaitsForTheSystem(t *testing.T) {
	for _, shortage := range []error{port.ErrWouldBlock, syscall.ENOBUFS} {
		t.Run(shortage.Error(), func(t *testing.T) {
			r := newRig(t)
			s, c := r.udp("S"), r.udp("C", core.DatagramConfig{QueueMax: 3})
			r.valve.shut = shortage
			for _, text := range []string{"1", "2", "3"} {
				c.sends(text, s.addr())
			}
			r.wantErr("past QueueMax", c.Transport.WriteTo([]byte("4"), s.addr()), core.ErrQueueFull)
			r.turn()
			r.turn()
			r.wantLog("they wait")
			turns, over := 0, false
			r.CallLater(50*time.Millisecond, func() { over = true })
			for ; !over; turns++ {
				r.must("a turn", r.Iterate(-1))
			}
			if turns > 20 {
				t.Fatalf("the loop spins although nothing can be sent: %d turns", turns)
			}
			r.valve.shut = nil
			r.turns(3)
			r.wantLog("and leave in order", `S "1"`, `S "2"`, `S "3"`)
			c.sends("5", s.addr())
			r.turn()
			r.wantLog("then all is as before", `S "5"`)
		})
	}
}

func TestStopListeningTriesOnceToSendWhatWaits(t *testing.T) {
	r := newRig(t)
	s, c, d := r.udp("S"), r.udp("C"), r.udp("D")
	r.valve.shut = port.ErrWouldBlock
	c.sends("c", s.addr())
	d.sends("d", s.addr())
	d.Transport.StopListening(nil)
	r.valve.shut = nil
	c.Transport.StopListening(nil)
	r.turn()
	r.wantLog("what the system takes now is sent, the rest is dropped", `S "c"`, "D stop", "C stop")
	want(t, "no call is left behind", len(r.DelayedCalls()), 0)
}

func TestAnswersLeaveTogether(t *testing.T) {
	r := newRig(t)
	s, c := r.udp("S"), r.udp("C")
	s.quiet = true
	s.received = func(p []byte, from core.Addr) {
		r.must("answering", s.Transport.WriteTo(p, from))
		p[0] = '!' // p was borrowed
	}
	for i := range 10 {
		c.sends(fmt.Sprint(i), s.addr())
	}
	r.valve.calls = nil
	r.turn()
	if !slices.Equal(r.valve.calls, []int{10}) {
		t.Fatalf("ten answers went in calls of %v", r.valve.calls)
	}
	r.turn()
	r.wantLog("in order", `C "0"`, `C "1"`, `C "2"`, `C "3"`, `C "4"`, `C "5"`, `C "6"`, `C "7"`, `C "8"`, `C "9"`)

	r.valve.calls = nil
	s.received = func(p []byte, from core.Addr) {
		for i := range 100 {
			r.must("answering", s.Transport.WriteTo(fmt.Append(nil, i), from))
		}
		r.wantErr("too long is told at once", s.Transport.WriteTo(make([]byte, 65508), from), core.ErrMessageTooLong)
		r.must("a long one goes behind them", s.Transport.WriteTo(make([]byte, 65507), from))
		s.Transport.StopListening(nil)
	}
	c.received = func(p []byte, _ core.Addr) {}
	c.sends("x", s.addr())
	r.valve.calls = nil
	r.turn()
	r.turn()
	if !slices.Equal(r.valve.calls, []int{64, 36, 1}) {
		t.Fatalf("a hundred answers and a long one went in calls of %v", r.valve.calls)
	}
	want(t, "everything arrives before the end", len(r.log), 102)
	want(t, "the long one last", len(r.log[101]) > 8192, true)
}

func TestAnswerThatTheSystemRefuses(t *testing.T) {
	r := newRig(t)
	s, c := r.udp("S"), r.udp("C")
	s.received = func(p []byte, from core.Addr) {
		s.sends("1", from)
		s.sends("2", from)
		s.sends("3", from)
	}
	c.sends("x", s.addr())
	r.valve.next = []error{syscall.EPERM}
	r.turn()
	r.turn()
	r.wantLog("the others go", `S "x"`, `C "2"`, `C "3"`)
	r.wantFailure("what WriteTo could not return any more is logged", syscall.EPERM)
	r.valve.next = []error{syscall.EPERM}
	r.wantErr("elsewhere it returns it", c.Transport.WriteTo(nil, s.addr()), syscall.EPERM)
}

func TestUNIXReceiverThatIsFullHoldsUpNobody(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	c := r.unix("", "C")
	stuck := r.receiver(filepath.Join(dir, "stuck"))
	full, s := core.UNIXDatagramAddr(filepath.Join(dir, "stuck")), r.unix(filepath.Join(dir, "s"), "S")
	const sent = 700 // more than the system queues (unix(7): max_dgram_qlen)
	for i := range sent {
		c.sends(fmt.Sprint(i), full)
		if i%100 == 0 {
			c.sends(fmt.Sprint(i), s.addr())
		}
	}
	r.turn()
	r.wantLog("the other one hears all the time", `S "0"`, `S "100"`, `S "200"`, `S "300"`, `S "400"`, `S "500"`, `S "600"`)
	for i := range sent {
		want(t, "nothing is lost, and in order", r.next(stuck), fmt.Sprint(i))
	}
}

// receiver is a socket whose owner receives when the spec says so.
func (r *rig) receiver(path string) port.Datagram {
	r.Helper()
	d, err := r.Port().Datagram(port.DatagramConfig{UNIX: true, MaxPacket: 16, Mode: 0o600, At: port.Addr{Path: path}})
	r.must("a receiver", err)
	d.Attach(awake{})
	d.Want(port.Read)
	return d
}

// awake ends a Wait and does nothing.
type awake struct{}

func (awake) Ready(port.Interest) {}

// next turns the loop until d has a datagram.
func (r *rig) next(d port.Datagram) string {
	r.Helper()
	p, _, err := d.RecvFrom()
	for err == port.ErrWouldBlock {
		r.must("a turn", r.Iterate(-1))
		p, _, err = d.RecvFrom()
	}
	r.must("receiving", err)
	return string(p)
}

func TestUNIXConnectedReceiverThatIsFull(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "s")
	slow := r.receiver(path)
	c := &diarist{r: r, name: "C"}
	_, err := r.ConnectUNIXDatagram(path, "", c)
	r.must("connecting", err)
	const sent = 700
	for i := range sent {
		_, err := c.Transport.Write(fmt.Append(nil, i))
		r.must("writing", err)
	}
	for i := range sent {
		want(t, "nothing is lost, and in order", r.next(slow), fmt.Sprint(i))
	}
}

func TestErrorsNameWhatWasWrong(t *testing.T) {
	r := newRig(t)
	s := r.udp("S")
	err := s.Transport.WriteTo(nil, core.Addr{Net: "udp", Path: "example.org"})
	if !strings.Contains(err.Error(), `"example.org"`) {
		t.Fatalf("%q does not name the address", err)
	}
}
