//go:build linux

package epoll

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestInterestIsToldLazily(t *testing.T) {
	r := newRig(t)
	_, s, _ := r.connected()
	fd := fd(s)
	s.Want(port.Read)
	want(t, "wanting alone tells the kernel nothing", r.registered(fd), 0)
	s.Want(0)
	r.turn(0)
	want(t, "and what was taken back never reaches it", r.registered(fd), 0)
	s.Want(port.Read)
	r.turn(0)
	want(t, "the next Wait tells", r.registered(fd), unix.EPOLLIN)
	s.Want(port.Read | port.Write)
	s.Want(port.Closed)
	r.turn(0)
	want(t, "and tells the last wish alone", r.registered(fd), unix.EPOLLRDHUP)
	s.Want(0)
	r.turn(0)
	want(t, "nothing wanted is nothing registered", r.registered(fd), 0)
	s.Want(port.Read)
	s.Close(false)
	s.Want(port.Read)
	want(t, "a closed Sock wants in vain", r.turn(0), 0)
}

func TestASharedDescriptorIsDeregisteredOnClose(t *testing.T) {
	r := newRig(t)
	ours, theirs, _ := r.connected()
	s, _, err := r.p.AdoptStream(int(fd(theirs)))
	r.must("a second descriptor of the same open file", err)
	heard := &ear{}
	s.Attach(heard)
	s.Want(port.Read)
	r.turn(0)
	number := fd(s)
	want(t, "the duplicate is watched", r.registered(number), unix.EPOLLIN)
	r.sends(ours, "x")
	s.Close(false)
	want(t, "nothing is left behind", r.registered(number), 0)
	want(t, "nor reported", r.turn(0), 0)
	want(t, "not even as stale", r.e.stale, 0)
}

func TestTheInstanceIsNobodyElsesToWatch(t *testing.T) {
	r := newRig(t)
	_, err := r.p.Watch(r.e.epfd)
	r.wantErr("the Port's own descriptor", err, unix.EEXIST)
}

func TestANestOfInstancesIsRefused(t *testing.T) {
	r := newRig(t)
	other, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	r.must("another instance", err)
	defer unix.Close(other)
	r.must("which watches this one", unix.EpollCtl(other, unix.EPOLL_CTL_ADD, r.e.epfd, &unix.EpollEvent{Events: unix.EPOLLIN}))
	_, err = r.p.Watch(other)
	r.wantErr("cannot be watched by it", err, unix.ELOOP)
}
