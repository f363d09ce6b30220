package kernel_test

import (
	"strings"
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func path(s string) port.Addr { return port.Addr{Path: s} }

// unix is a connection over /sock, accepted.
func (r *rig) unix() (client, server port.Stream) {
	l := must(r.a.Listen(port.ListenConfig{At: path("@pair"), Backlog: 5}))
	defer l.Close(false)
	client = must(r.a.Dial(port.DialConfig{To: path("@pair")}))
	server, _, err := l.Accept()
	if err != nil {
		r.Fatal(err)
	}
	return client, server
}

func TestUNIXConnect(t *testing.T) {
	r := newRig(t)
	dial := func(to string) error {
		s := must(r.a.Dial(port.DialConfig{To: path(to)}))
		defer s.Close(false)
		return s.Connected()
	}
	r.wantErr(dial("/sock"), syscall.ENOENT, "there is no such file")
	r.wantErr(dial("@sock"), syscall.ECONNREFUSED, "there is no such name")
	l := must(r.a.Listen(port.ListenConfig{At: path("/sock"), Mode: 0o600}))
	if mode, ok := r.a.Files().Mode("/sock"); !ok || mode != 0o600 {
		t.Errorf("mode %o, %v", mode, ok)
	}
	_, err := r.a.Listen(port.ListenConfig{At: path("/sock")})
	r.wantErr(err, syscall.EADDRINUSE, "the file exists")
	_, err = r.a.Listen(port.ListenConfig{At: path("/" + strings.Repeat("x", 107))})
	r.wantErr(err, syscall.EINVAL, "the path is too long")
	r.wantErr(dial("/sock"), nil, "")
	r.wantErr(dial("/sock"), syscall.EAGAIN, "the backlog of 0 has its one connection")
	_, from, err := l.Accept()
	r.wantErr(err, nil, "")
	if from != nobody || l.LocalAddr() != path("/sock") {
		t.Errorf("from %v at %v", from, l.LocalAddr())
	}
	l.Close(false)
	r.wantErr(dial("/sock"), syscall.ECONNREFUSED, "the file stays and leads nowhere")
	r.wantErr(r.a.Unlink("/sock"), nil, "")
	r.wantErr(r.a.Unlink("/sock"), syscall.ENOENT, "")
	must(r.a.Datagram(port.DatagramConfig{UNIX: true, At: path("/dgram")}))
	r.wantErr(dial("/dgram"), syscall.EPROTOTYPE, "a datagram socket")
}

func TestUNIXBoundClient(t *testing.T) {
	r := newRig(t)
	l := must(r.a.Listen(port.ListenConfig{At: path("@l")}))
	c := must(r.a.Dial(port.DialConfig{To: path("@l"), Local: path("/client")}))
	s, from, _ := l.Accept()
	if from != path("/client") || s.RemoteAddr() != from || c.RemoteAddr() != path("@l") || s.LocalAddr() != path("@l") {
		t.Error(from, s.RemoteAddr(), c.RemoteAddr(), s.LocalAddr())
	}
	_, err := r.a.Dial(port.DialConfig{To: path("@l"), Local: path("/client")})
	r.wantErr(err, syscall.EADDRINUSE, "")
	l.Close(false)
	l2, err := r.a.Listen(port.ListenConfig{At: path("@l")})
	r.wantErr(err, nil, "closing frees an abstract name")
	l2.Close(false)
}

func TestUNIXBytes(t *testing.T) {
	r := newRig(t)
	c, s := r.unix()
	m := watch(s, everything)
	r.wantReady(r.a, m, port.Write, "")
	r.sends(c, "hello")
	r.wantReady(r.a, m, port.Read|port.Write, "")
	r.wantRecv(s, "hello", "")
	r.wantErr(c.CloseWrite(), nil, "")
	r.wantReady(r.a, m, everything, "")
	r.wantRecv(s, eof, "")
	r.wantSend(c, broken, "")
	r.sends(s, "back")
	s.Close(false)
	r.wantRecv(c, "back", "")
	r.wantRecv(c, eof, "")
}

func TestUNIXCloseWithUnreadBytes(t *testing.T) {
	r := newRig(t)
	c, s := r.unix()
	r.sends(s, "q")
	r.sends(c, "unread")
	s.Close(false)
	r.wantRecv(c, "q", "")
	r.wantRecv(c, reset, "")
	r.wantRecv(c, eof, "")
	r.wantSend(c, broken, "")
}

func TestUNIXListenerCloseResets(t *testing.T) {
	r := newRig(t)
	l := must(r.a.Listen(port.ListenConfig{At: path("@l")}))
	c := must(r.a.Dial(port.DialConfig{To: path("@l")}))
	l.Close(false)
	r.wantRecv(c, reset, "")
	r.wantRecv(c, eof, "")
}

func TestUNIXBackPressure(t *testing.T) {
	r := newRigWith(t, kernel.Config{SendBuffer: 1000}, kernel.Config{})
	c, s := r.unix()
	m := watch(c, port.Write)
	n, err := c.Send(make([]byte, 1500))
	if n != 1000 {
		t.Errorf("took %d", n)
	}
	r.wantErr(err, wouldBlock, "")
	r.wantReady(r.a, m, 0, "")
	r.wantRecv(s, strings.Repeat("\x00", 1000), "")
	r.wantReady(r.a, m, port.Write, "it was read")
}

func TestUNIXDescriptors(t *testing.T) {
	r := newRig(t)
	c, s := r.unix()
	rd, wr, _ := r.a.Pipe()
	to, from := c.(port.DescriptorPasser), s.(port.DescriptorPasser)
	from.AcceptDescriptors(true)
	r.sends(c, "before ")
	n, err := to.SendDescriptors([]byte("with"), []int{rd})
	if n != 4 || err != nil {
		t.Fatal(n, err)
	}
	r.sends(c, " after")
	r.wantErr(r.a.CloseDescriptor(rd), nil, "the sender keeps only the writing end")
	r.wantRecv(s, "before with", "as under Linux, a read ends with the bytes that carry descriptors")
	fds := from.Descriptors()
	if len(fds) != 1 {
		t.Fatalf("%d descriptors came", len(fds))
	}
	r.wantRecv(s, " after", "")
	if len(from.Descriptors()) != 0 {
		t.Error("these bytes carried none")
	}
	must(r.a.WriteDescriptor(wr, []byte("secret")))
	var p [10]byte
	if n, err := r.a.ReadDescriptor(fds[0], p[:]); string(p[:n]) != "secret" || err != nil {
		t.Errorf("read %q, %v", p[:n], err)
	}
	_, err = to.SendDescriptors([]byte("x"), []int{77})
	r.wantErr(err, syscall.EBADF, "")
	if n, _ := to.SendDescriptors(nil, []int{wr}); n != 0 {
		t.Error("descriptors need a byte to travel with")
	}
}

func TestUNIXDescriptorsThatNobodyTakesAreClosed(t *testing.T) {
	for _, how := range []string{"not accepted", "not asked for", "never read"} {
		r := newRig(t)
		c, s := r.unix()
		rd, wr, _ := r.a.Pipe()
		from := s.(port.DescriptorPasser)
		from.AcceptDescriptors(how == "not asked for")
		must(c.(port.DescriptorPasser).SendDescriptors([]byte("x"), []int{rd}))
		r.wantErr(r.a.CloseDescriptor(rd), nil, "")
		if how != "never read" {
			r.wantRecv(s, "x", "")
		}
		s.Close(false)
		_, err := r.a.WriteDescriptor(wr, []byte("x"))
		r.wantErr(err, broken, how+": nobody can read the pipe any more")
	}
}

func TestUNIXBetweenProcessesOfOneMachine(t *testing.T) {
	files := kernel.NewFileTable()
	r := newRigWith(t, kernel.Config{Files: files, PID: 1}, kernel.Config{Files: files, PID: 2})
	l := must(r.a.Listen(port.ListenConfig{At: path("/sock")}))
	c := must(r.b.Dial(port.DialConfig{To: path("/sock")}))
	s, _, err := l.Accept()
	r.wantErr(err, nil, "")
	rd, wr, _ := r.b.Pipe()
	s.(port.DescriptorPasser).AcceptDescriptors(true)
	must(c.(port.DescriptorPasser).SendDescriptors([]byte("x"), []int{rd}))
	r.wantRecv(s, "x", "")
	fd := s.(port.DescriptorPasser).Descriptors()[0]
	must(r.b.WriteDescriptor(wr, []byte("hi")))
	var p [2]byte
	if n, _ := r.a.ReadDescriptor(fd, p[:]); n != 2 {
		t.Error("a descriptor passed to another process leads to the same pipe")
	}
}
