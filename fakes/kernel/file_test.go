package kernel_test

import (
	"syscall"
	"testing"

	"ravel/core/port"
)

func TestDescriptorsAreTheLowestFree(t *testing.T) {
	r := newRig(t)
	a, b, c := must(r.a.PlainFile()), must(r.a.PlainFile()), must(r.a.PlainFile())
	if a != 3 || b != 4 || c != 5 {
		t.Errorf("got %d, %d, %d; 0 to 2 are taken", a, b, c)
	}
	r.wantErr(r.a.CloseDescriptor(b), nil, "")
	r.wantErr(r.a.CloseDescriptor(a), nil, "")
	if again := must(r.a.PlainFile()); again != 3 {
		t.Errorf("got %d", again)
	}
	if again := must(r.a.PlainFile()); again != 4 {
		t.Errorf("got %d", again)
	}
	r.wantErr(r.a.CloseDescriptor(99), syscall.EBADF, "")
	_, err := r.a.DuplicateDescriptor(99)
	r.wantErr(err, syscall.EBADF, "")
	r.a.LimitDescriptors(6)
	_, err = r.a.DuplicateDescriptor(3)
	r.wantErr(err, syscall.EMFILE, "")
}

func TestADuplicateKeepsASocketOpen(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	dup := must(r.a.DuplicateDescriptor(r.a.Descriptor(c)))
	c.Close(false)
	if r.a.Descriptor(c) != -1 {
		t.Error("a closed Sock has no descriptor")
	}
	r.settle()
	r.wantRecv(s, wouldBlock, "the duplicate is open")
	r.wantErr(r.a.CloseDescriptor(dup), nil, "")
	r.settle()
	r.wantRecv(s, eof, "")
}

func TestASockWhoseDescriptorWasClosedClosesNothingElse(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	fd := r.a.Descriptor(c)
	r.wantErr(r.a.CloseDescriptor(fd), nil, "behind the Sock's back")
	other := must(r.a.PlainFile())
	if other != fd {
		t.Fatalf("got %d, want the number again", other)
	}
	c.Close(true)
	r.wantErr(r.a.CloseDescriptor(other), nil, "it must still be open")
	r.settle()
	r.wantRecv(s, eof, "")
}

func TestAdopt(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5}))
	adopted, unix, err := r.b.AdoptListener(r.b.Descriptor(l), port.ListenConfig{})
	r.wantErr(err, nil, "")
	if unix || adopted.LocalAddr() != l.LocalAddr() {
		t.Error(unix, adopted.LocalAddr())
	}
	m := watch(adopted, port.Read)
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr()}))
	r.settle()
	r.wantReady(r.b, m, port.Read, "whoever watches the socket is told")
	l.Close(false)
	s, _, err := adopted.Accept()
	r.wantErr(err, nil, "the adopted listener is a duplicate")
	s2, _, err := r.b.AdoptStream(r.b.Descriptor(s))
	r.wantErr(err, nil, "")
	s.Close(false)
	r.sends(c, "x")
	r.wantRecv(s2, "x", "")

	u := r.udp(r.b, "10.0.0.2:53")
	d, unix, err := r.b.AdoptDatagram(r.b.Descriptor(u), port.DatagramConfig{MaxPacket: 2})
	r.wantErr(err, nil, "")
	if unix || d.LocalAddr() != u.LocalAddr() {
		t.Error(unix, d.LocalAddr())
	}
	pair, _, _ := r.b.SocketPair()
	if _, unix, err = r.b.AdoptStream(pair); !unix || err != nil {
		t.Error(unix, err)
	}
}

func TestAdoptWhatDoesNotFit(t *testing.T) {
	r := newRig(t)
	rd, _, _ := r.a.Pipe()
	_, _, err := r.a.AdoptListener(rd, port.ListenConfig{})
	r.wantErr(err, syscall.ENOTSOCK, "")
	if want := "adopt descriptor 3: it is no listening socket but a reading end of a pipe: "; err.Error()[:len(want)] != want {
		t.Errorf("the error must say what was found: %v", err)
	}
	a, _, _ := r.a.SocketPair()
	_, _, err = r.a.AdoptListener(a, port.ListenConfig{})
	r.wantErr(err, syscall.EINVAL, "a socket of another kind")
	_, _, err = r.a.AdoptStream(rd)
	r.wantErr(err, syscall.ENOTSOCK, "")
	_, _, err = r.a.AdoptDatagram(a, port.DatagramConfig{})
	r.wantErr(err, syscall.EINVAL, "")
	_, _, err = r.a.AdoptStream(99)
	r.wantErr(err, syscall.EBADF, "")
}
