package kernel_test

import (
	"syscall"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func TestListenAddresses(t *testing.T) {
	r := newRig(t)
	listen := func(s string, reuse bool) error {
		_, err := r.a.Listen(port.ListenConfig{At: at(s), ReusePort: reuse})
		return err
	}
	r.wantErr(listen("10.0.0.1:80", false), nil, "")
	r.wantErr(listen("10.0.0.1:80", false), syscall.EADDRINUSE, "taken")
	r.wantErr(listen("0.0.0.0:80", false), syscall.EADDRINUSE, "a wildcard takes in what is taken")
	r.wantErr(listen("127.0.0.1:80", false), nil, "another address")
	r.wantErr(listen("[::]:80", false), nil, "another family")
	r.wantErr(listen("10.0.0.2:80", false), syscall.EADDRNOTAVAIL, "another host's")
	r.wantErr(listen("10.0.0.1:90", true), nil, "")
	r.wantErr(listen("10.0.0.1:90", false), syscall.EADDRINUSE, "both must share")
	r.wantErr(listen("10.0.0.1:90", true), nil, "shared")
	l := must(r.a.Listen(port.ListenConfig{At: at("0.0.0.0:0")}))
	if l.LocalAddr() != at("0.0.0.0:32768") {
		t.Errorf("chose %v", l.LocalAddr())
	}
	l.Close(false)
	r.wantErr(listen("10.0.0.1:32768", false), nil, "closing gives the port back")
}

func TestBacklog(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 1}))
	var cs []port.Stream
	for range 3 {
		cs = append(cs, must(r.a.Dial(port.DialConfig{To: l.LocalAddr()})))
		r.settle()
	}
	r.wantConnected(cs[0], nil, "")
	r.wantConnected(cs[1], nil, "Linux lets one more in than the backlog says")
	r.wantConnected(cs[2], wouldBlock, "the SYN was dropped")
	first, _, err := l.Accept()
	r.wantErr(err, nil, "")
	r.sends(cs[0], "hi")
	r.wantRecv(first, "hi", "accepted in the order of connecting")
	r.passes(time.Second)
	r.wantConnected(cs[2], nil, "the next SYN found room")
}

func TestListenerCloseResetsTheBacklog(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5}))
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	r.wantConnected(c, nil, "")
	l.Close(false)
	r.settle()
	r.wantRecv(c, reset, "")
	wantOpen(r, r.b)
}

func TestAcceptAfterReset(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5}))
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	c.Close(true)
	r.settle()
	s, _, err := l.Accept()
	r.wantErr(err, nil, "Linux gives what was reset meanwhile")
	r.wantRecv(s, reset, "and says so at the first read")
}

func TestAcceptWithoutDescriptors(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5}))
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	r.b.LimitDescriptors(4)
	_, _, err := l.Accept()
	r.wantErr(err, syscall.EMFILE, "0 to 2 and the listener fill the table")
	r.settle()
	r.wantRecv(c, eof, "the waiting peer was turned away")
	_, _, err = l.Accept()
	r.wantErr(err, wouldBlock, "so that accepting makes progress")
	_, err = r.b.Dial(port.DialConfig{To: at("10.0.0.1:1")})
	r.wantErr(err, syscall.EMFILE, "")
}

func TestHandshakeThatIsNeverConfirmed(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80")}))
	r.f.Cut("b", "a")
	must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	r.f.Partition([]string{"a"}, []string{"b"})
	r.passes(kernel.AnswerTime)
	r.f.Heal()
	c := must(r.b.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	r.wantConnected(c, nil, "the place in the backlog is free again")
}

func TestSharedPortsSpreadByThePeersPort(t *testing.T) {
	r := newRig(t)
	var ls []port.Listener
	for range 2 {
		ls = append(ls, must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5, ReusePort: true})))
	}
	for range 2 {
		must(r.a.Dial(port.DialConfig{To: at("10.0.0.2:80")}))
	}
	r.settle()
	for _, l := range ls {
		_, _, err := l.Accept()
		r.wantErr(err, nil, "one each")
	}
}
