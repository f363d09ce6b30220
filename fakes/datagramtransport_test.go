package fakes

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"ravel/core"
)

// upper answers every datagram in capitals and writes down what it is told.
type upper struct {
	core.DatagramBase
	log  []string
	kept []byte
}

func (p *upper) StartProtocol(t core.DatagramTransport) {
	p.DatagramBase.StartProtocol(t)
	p.log = append(p.log, "start")
}

func (p *upper) DatagramReceived(lent []byte, from core.Addr) {
	p.log = append(p.log, fmt.Sprintf("%q from %v", lent, from))
	p.kept = lent
	p.Transport.WriteTo([]byte(strings.ToUpper(string(lent))), from)
}

func (p *upper) ConnectionRefused() { p.log = append(p.log, "refused") }
func (p *upper) StopProtocol()      { p.log = append(p.log, "stop") }

func (p *upper) want(t *testing.T, why string, events ...string) {
	t.Helper()
	if !slices.Equal(p.log, events) {
		t.Errorf("%s:\n got %q\nwant %q", why, p.log, events)
	}
	p.log = nil
}

var (
	alice = core.UDPAddr(netip.MustParseAddrPort("10.0.0.7:7"))
	bob   = core.UDPAddr(netip.MustParseAddrPort("10.0.0.8:8"))
)

func TestStringDatagramTransportLifecycle(t *testing.T) {
	s, p := NewStringDatagramTransport(StringDatagramConfig{MaxPacket: 4}), &upper{}
	s.Start(p)
	s.Feed("hi", alice)
	s.Feed("", bob)
	s.Feed("abcdef", bob)
	p.want(t, "UDP-01 and UDP-03: empty ones are delivered, long ones cut",
		"start", `"hi" from 10.0.0.7:7`, `"" from 10.0.0.8:8`, `"abcd" from 10.0.0.8:8`)
	if string(p.kept) != "\xDB\xDB\xDB\xDB" {
		t.Errorf("the kept slice holds %q, want poison", p.kept)
	}
	if got := s.Take(); !slices.Equal(got, []Datagram{{alice, "HI"}, {bob, ""}, {bob, "ABCD"}}) {
		t.Errorf("sent %v", got)
	}
	if got := s.Take(); len(got) != 0 {
		t.Errorf("taken twice: %v", got)
	}

	s.StopListening(func() { p.log = append(p.log, "done") })
	s.StopListening(nil)
	s.Feed("late", alice)
	p.want(t, "nothing is told inside StopListening, and nothing comes after it")
	s.Turn()
	s.Turn()
	p.want(t, "the end is told once, then done", "stop", "done")
	if err := s.WriteTo([]byte("x"), alice); !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("WriteTo of a stopped port: %v", err)
	}
	s.StopListening(func() { p.log = append(p.log, "done again") })
	s.Turn()
	p.want(t, "a later done is called as well", "done again")
	if !s.Stopped() || len(s.Sent()) != 3 {
		t.Errorf("stopped %v, sent %v", s.Stopped(), s.Sent())
	}
}

func TestStringDatagramTransportConnected(t *testing.T) {
	s, p := NewStringDatagramTransport(), &upper{}
	s.Start(p)
	if _, err := s.Write([]byte("x")); !errors.Is(err, core.ErrNotConnected) || s.RemoteAddr() != nil {
		t.Errorf("before Connect: %v, peer %v", err, s.RemoteAddr())
	}
	if err := s.Connect(alice); err != nil {
		t.Fatal(err)
	}
	if err := s.Connect(bob); !errors.Is(err, core.ErrAlreadyConnected) {
		t.Errorf("a second Connect: %v, want ErrAlreadyConnected", err)
	}
	p.log = nil
	s.Feed("stranger", bob)
	s.Feed("peer", alice)
	s.Refuse()
	p.want(t, "strangers are not heard; a refusal is", `"peer" from 10.0.0.7:7`, "refused")
	if n, err := s.Write([]byte("xy")); n != 2 || err != nil {
		t.Errorf("Write: %d, %v", n, err)
	}
	if err := s.WriteTo([]byte("x"), bob); !errors.Is(err, core.ErrInvalidAddress) {
		t.Errorf("WriteTo somebody else: %v, want ErrInvalidAddress", err)
	}
}

func TestStringDatagramTransportRefusesWhatUDPRefuses(t *testing.T) {
	s := NewStringDatagramTransport()
	v6 := core.UDPAddr(netip.MustParseAddrPort("[::1]:9"))
	for _, to := range []core.Addr{{}, v6, core.TCPAddr(alice.AddrPort), core.UNIXDatagramAddr("/x")} {
		if err := s.WriteTo(nil, to); !errors.Is(err, core.ErrInvalidAddress) {
			t.Errorf("WriteTo %v: %v, want ErrInvalidAddress", to, err)
		}
		if err := s.Connect(to); !errors.Is(err, core.ErrInvalidAddress) {
			t.Errorf("Connect to %v: %v, want ErrInvalidAddress", to, err)
		}
	}
	if err := s.WriteTo(make([]byte, payloadMax+1), alice); !errors.Is(err, core.ErrMessageTooLong) {
		t.Errorf("too long: %v, want ErrMessageTooLong", err)
	}
	for want, f := range map[string]func(){
		"before Start":  func() { s.Feed("x", alice) },
		"not connected": func() { s.Refuse() },
		"at most one":   func() { NewStringDatagramTransport(StringDatagramConfig{}, StringDatagramConfig{}) },
	} {
		if err := recovered(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a panic that says %q", err, want)
		}
	}
}

func ExampleStringDatagramTransport() {
	port, client := NewStringDatagramTransport(), core.UDPAddr(netip.MustParseAddrPort("10.0.0.7:7"))
	port.Start(&upper{})
	port.Feed("hello", client)
	fmt.Println(port.Take())
	// Output: ["HELLO" to 10.0.0.7:7]
}
