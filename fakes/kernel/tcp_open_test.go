package kernel_test

import (
	"syscall"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

func TestDialIsUnderWayFirst(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("0.0.0.0:80")}))
	c := must(r.a.Dial(port.DialConfig{To: at("10.0.0.2:80")}))
	m := watch(c, everything)
	r.wantConnected(c, wouldBlock, "the SYN is under way")
	r.wantSend(c, wouldBlock, "")
	r.settle()
	r.wantReady(r.a, m, port.Write, "connecting has come to an end")
	r.wantConnected(c, nil, "")
	r.wantReady(r.b, watch(l, port.Read), port.Read, "there is somebody to accept")
	_, from, err := l.Accept()
	r.wantErr(err, nil, "")
	if from != c.LocalAddr() {
		t.Errorf("accepted %v, want %v", from, c.LocalAddr())
	}
	_, _, err = l.Accept()
	r.wantErr(err, wouldBlock, "there was only one")
}

func TestDialRefused(t *testing.T) {
	r := newRig(t)
	c := must(r.a.Dial(port.DialConfig{To: at("10.0.0.2:81")}))
	r.settle()
	r.wantReady(r.a, watch(c, port.Write), port.Write, "")
	r.wantConnected(c, syscall.ECONNREFUSED, "nobody listens")
	r.wantSend(c, broken, "")
	c.Close(false)
	wantOpen(r, r.a)
}

func TestDialNowhere(t *testing.T) {
	r := newRig(t)
	c := must(r.a.Dial(port.DialConfig{To: at("10.255.255.1:80")}))
	r.passes(127*time.Second - 1)
	r.wantConnected(c, wouldBlock, "the SYN is repeated")
	r.passes(1)
	r.wantConnected(c, syscall.ETIMEDOUT, "after 1+2+4+8+16+32+64 s")
	only4 := r.f.Attach(kernel.Config{Name: "only4", Addrs: addrs("10.0.0.9")})
	c = must(only4.Dial(port.DialConfig{To: at("[fd00::1]:80")}))
	r.wantConnected(c, syscall.ENETUNREACH, "the host has no such network")
}

func TestDialFrom(t *testing.T) {
	r := newRig(t)
	must(r.b.Listen(port.ListenConfig{At: at("[::]:80"), Backlog: 5}))
	to := at("[fd00::2]:80")
	c := must(r.a.Dial(port.DialConfig{To: to, Local: at("[::]:0")}))
	if got := c.LocalAddr(); got != at("[fd00::1]:32768") {
		t.Errorf("bound to %v, want the host's own address", got)
	}
	c = must(r.a.Dial(port.DialConfig{To: to, Local: at("[fd00::1]:4000")}))
	if got := c.LocalAddr(); got != at("[fd00::1]:4000") {
		t.Errorf("bound to %v", got)
	}
	_, err := r.a.Dial(port.DialConfig{To: to, Local: at("[fd00::1]:4000")})
	r.wantErr(err, syscall.EADDRINUSE, "the port is taken")
	_, err = r.a.Dial(port.DialConfig{To: to, Local: at("[fd00::7]:0")})
	r.wantErr(err, syscall.EADDRNOTAVAIL, "the host has no such address")
	_, err = r.a.Dial(port.DialConfig{To: to, Local: at("10.0.0.1:0")})
	r.wantErr(err, syscall.EINVAL, "the families differ")
	var op *port.OpError
	if op, _ = err.(*port.OpError); op == nil || op.Op != "bind" {
		t.Errorf("%v must say that it was bind", err)
	}
}

func TestEphemeralPortsComeInTurn(t *testing.T) {
	r := newRig(t)
	for _, want := range []string{"127.0.0.1:32768", "127.0.0.1:32769"} {
		c := must(r.a.Dial(port.DialConfig{To: at("127.0.0.1:1")}))
		if c.LocalAddr() != at(want) {
			t.Errorf("got %v, want %s", c.LocalAddr(), want)
		}
		r.settle()
		c.Close(false)
	}
	c := must(r.a.Dial(port.DialConfig{To: at("127.0.0.1:32770")}))
	if c.LocalAddr() != at("127.0.0.1:32771") {
		t.Errorf("got %v: a connection to itself must not come about by chance", c.LocalAddr())
	}
}

func TestSYNIsRepeated(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80")}))
	r.f.Cut("a", "b")
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.passes(2 * time.Second)
	r.f.Heal()
	r.passes(time.Second - 1)
	r.wantConnected(c, wouldBlock, "the SYNs at 0 and 1 s were lost")
	r.passes(1)
	r.wantConnected(c, nil, "the one at 3 s was not")
}

func TestRepeatedSYNOpensOneConnection(t *testing.T) {
	r := newRig(t)
	r.f.SetLinks(fabric.Link{Latency: fabric.Fixed(2 * time.Second)})
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5}))
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.passes(10 * time.Second)
	r.wantConnected(c, nil, "")
	_, _, err := l.Accept()
	r.wantErr(err, nil, "")
	_, _, err = l.Accept()
	r.wantErr(err, wouldBlock, "the second SYN was answered for the first")
}

func TestClosedWhileConnecting(t *testing.T) {
	r := newRig(t)
	r.f.SetLinks(fabric.Link{Latency: fabric.Fixed(time.Millisecond)})
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5}))
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	c.Close(false)
	r.passes(time.Second)
	_, _, err := l.Accept()
	r.wantErr(err, wouldBlock, "the answer met a reset")
	if r.f.Pending() != 0 {
		t.Error("nothing must be left, not even the repetition of the SYN")
	}
}
