package fakes

import (
	"errors"
	"net/netip"
	"slices"
	"testing"

	"ravel/core"
)

func TestStringDatagramTransportJoinsAndLeaves(t *testing.T) {
	s, group := NewStringDatagramTransport(), netip.MustParseAddr("239.1.2.3")
	if err := s.JoinGroup(netip.MustParseAddr("10.0.0.1"), ""); !errors.Is(err, core.ErrInvalidAddress) {
		t.Errorf("joining a host: %v, want ErrInvalidAddress", err)
	}
	if err := s.JoinGroup(group, "eth0"); err != nil {
		t.Error(err)
	}
	if s.JoinGroup(group, "eth0") == nil {
		t.Error("joining twice was not refused")
	}
	if got := s.Groups(); !slices.Equal(got, []Membership{{group, "eth0"}}) {
		t.Errorf("joined %v", got)
	}
	if s.LeaveGroup(group, "") == nil {
		t.Error("leaving on another interface was not refused")
	}
	if err := s.LeaveGroup(group, "eth0"); err != nil || len(s.Groups()) != 0 {
		t.Errorf("leaving: %v, still joined %v", err, s.Groups())
	}
}

func TestStringDatagramTransportOptions(t *testing.T) {
	s := NewStringDatagramTransport()
	if ttl, _ := s.TTL(); ttl != 1 {
		t.Errorf("the TTL is %d at first, want 1", ttl)
	}
	if on, _ := s.Loopback(); !on {
		t.Error("this host hears itself at first")
	}
	s.SetTTL(7)
	s.SetLoopback(false)
	s.SetOutgoingInterface("eth1")
	s.SetBroadcastAllowed(true)
	ttl, _ := s.TTL()
	loop, _ := s.Loopback()
	out, _ := s.OutgoingInterface()
	cast, _ := s.BroadcastAllowed()
	if ttl != 7 || loop || out != "eth1" || !cast {
		t.Errorf("got ttl %d, loopback %v, interface %q, broadcast %v", ttl, loop, out, cast)
	}
	if s.SetTTL(256) == nil {
		t.Error("a TTL of 256 was not refused")
	}
}
