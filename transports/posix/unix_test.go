//go:build linux

package posix_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func (r *rig) passing() (a, b *end) {
	r.Helper()
	return r.connected(port.Addr{Path: r.TempDir() + "/s"})
}

func (e *end) passer() port.DescriptorPasser { return e.Stream.(port.DescriptorPasser) }

// pipes makes n pipes; what is written to out[i] can be read from in[i].
func (r *rig) pipes(n int) (in, out []int) {
	r.Helper()
	for range n {
		var p [2]int
		r.must("a pipe", unix.Pipe2(p[:], unix.O_CLOEXEC|unix.O_NONBLOCK))
		in, out = append(in, p[0]), append(out, p[1])
		r.Cleanup(func() { unix.Close(p[1]) })
	}
	return in, out
}

func closeAll(fds []int) {
	for _, fd := range fds {
		unix.Close(fd)
	}
}

// recvs is one Recv, which is wanted to lend text.
func (e *end) recvs(why, text string) {
	e.r.Helper()
	e.Want(port.Read)
	e.r.hears(why, &e.ear, port.Read)
	lent, err := e.Recv()
	e.r.must(why, err)
	want(e.r, why, string(lent), text)
}

func TestPassingDescriptors(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	b.passer().AcceptDescriptors(true)
	in, out := r.pipes(3)
	n, err := a.passer().SendDescriptors([]byte("three"), in)
	r.must("sending descriptors", err)
	want(t, "with all the bytes", n, 5)
	closeAll(in) // the sender keeps and closes its own

	b.recvs("the bytes come", "three")
	came := b.passer().Descriptors()
	want(t, "with as many descriptors", len(came), 3)
	want(t, "which are taken once", len(b.passer().Descriptors()), 0)
	for i, fd := range came {
		unix.Write(out[i], []byte{byte('a' + i)})
		var c [1]byte
		_, err := unix.Read(fd, c[:])
		r.must("reading a passed pipe", err)
		want(t, "in the order of sending", c[0], byte('a'+i))
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
		r.must("asking for flags", err)
		want(t, "children do not inherit them", flags&unix.FD_CLOEXEC, unix.FD_CLOEXEC)
	}
	closeAll(came)
}

func TestDescriptorsKeepTheirPlaceAmongTheBytes(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	b.passer().AcceptDescriptors(true)
	in, _ := r.pipes(2)
	a.sends("before ")
	a.passer().SendDescriptors([]byte("one "), in[:1])
	a.passer().SendDescriptors([]byte("two "), in[1:])
	a.sends("after")
	closeAll(in)
	b.recvs("one Recv never joins two messages that carry descriptors", "before one ")
	came := b.passer().Descriptors()
	want(t, "the first", len(came), 1)
	closeAll(came)
	b.recvs("the second message", "two ")
	came = b.passer().Descriptors()
	want(t, "the second", len(came), 1)
	closeAll(came)
	b.recvs("and the rest", "after")
	want(t, "without any", len(b.passer().Descriptors()), 0)
}

func TestDescriptorsThatNobodyTakesAreClosed(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	in, _ := r.pipes(1)
	base := openDescriptors(t)
	pass := func(text string) {
		_, err := a.passer().SendDescriptors([]byte(text), in)
		r.must("sending", err)
	}

	pass("refused")
	b.recvs("not accepting, b gets the bytes alone", "refused")
	want(t, "and nothing is opened", openDescriptors(t), base)

	b.passer().AcceptDescriptors(true)
	pass("first")
	b.recvs("accepting", "first")
	want(t, "one is open", openDescriptors(t), base+1)
	pass("second")
	b.recvs("the next Recv", "second")
	want(t, "closes what was not taken", openDescriptors(t), base+1)
	b.passer().AcceptDescriptors(false)
	want(t, "so does ceasing to accept", openDescriptors(t), base)

	b.passer().AcceptDescriptors(true)
	pass("third")
	b.recvs("accepting again", "third")
	b.Close(false)
	want(t, "and Close, beside the stream itself", openDescriptors(t), base-1)
	closeAll(in)
}

func TestPassingToWhoDoesNotRead(t *testing.T) {
	r := newRig(t)
	a, _ := r.passing()
	in, _ := r.pipes(1)
	defer closeAll(in)
	var err error
	for err == nil {
		_, err = a.Send(pattern(1 << 16))
	}
	n, err := a.passer().SendDescriptors([]byte("x"), in)
	r.wantErr("a full socket takes nothing", err, port.ErrWouldBlock)
	want(t, "and no descriptor", n, 0)
}

func TestPassingWhatCannotBe(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	_, err := a.passer().SendDescriptors(nil, []int{0})
	r.wantErr("a descriptor needs a byte", err, unix.EINVAL)
	_, err = a.passer().SendDescriptors([]byte("x"), []int{-1})
	if err == nil {
		t.Fatal("a descriptor that is not open was sent")
	}
	_, err = a.passer().SendDescriptors([]byte("x"), make([]int, posix.PassMax+1))
	r.wantErr("too many", err, unix.ETOOMANYREFS)
	n, err := a.passer().SendDescriptors([]byte("none"), nil)
	r.must("no descriptor is a plain Send", err)
	want(t, "of the bytes", n, 4)
	b.wantText("nothing of the rest was sent", "none")
}

func TestPassingTheMost(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	b.passer().AcceptDescriptors(true)
	in, _ := r.pipes(1)
	fds := make([]int, posix.PassMax)
	for i := range fds {
		fds[i] = in[0]
	}
	_, err := a.passer().SendDescriptors([]byte("x"), fds)
	r.must("sending the most", err)
	b.recvs("they come", "x")
	came := b.passer().Descriptors()
	want(t, "all of them", len(came), posix.PassMax)
	closeAll(came)
	closeAll(in)
}

func TestAcceptingStreamsEndAndEchoAsWell(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	b.passer().AcceptDescriptors(true)
	_, err := b.Recv()
	r.wantErr("nothing has come", err, port.ErrWouldBlock)
	message := pattern(100)
	wantNoAllocations(t, "bytes without descriptors", func() {
		a.Send(message)
		if _, err := b.Recv(); err != nil {
			t.Fatal(err)
		}
	})
	a.Close(false)
	_, err = b.Recv()
	want(t, "the end is the end", err, io.EOF)
}

// A process that may open few descriptors gets some of those sent, then the error. It is a child, since
// the limit is the process's.
func TestDescriptorsThatTheSystemCannotGive(t *testing.T) {
	if os.Getenv("EPOLL_TEST_LIMIT") == "" {
		again(t)
		return
	}
	r := newRig(t)
	a, b := r.passing()
	b.passer().AcceptDescriptors(true)
	in, _ := r.pipes(1)
	limitDescriptors(t, 2)
	_, err := a.passer().SendDescriptors([]byte("x"), []int{in[0], in[0], in[0], in[0]})
	r.must("sending four", err)
	a.sends("y")
	b.recvs("the byte comes", "x")
	came := b.passer().Descriptors()
	want(t, "with as many as there was room for", len(came), 2)
	closeAll(came)
	_, err = b.Recv()
	r.wantErr("and then the error, before the protocol can pair wrongly", err, unix.EMFILE)
	_, err = b.Recv()
	r.wantErr("for good", err, unix.EMFILE)
}

// again runs the calling test alone in a process of its own.
func again(t *testing.T) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), "EPOLL_TEST_LIMIT=1")
	out, err := c.CombinedOutput()
	if errors.Is(err, unix.ENOEXEC) {
		t.Skip("under an emulator that the kernel does not know of, a child cannot be started")
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// limitDescriptors has room for n more descriptors in this process.
func limitDescriptors(t *testing.T, n int) {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	// Fill the holes, so that the limit leaves exactly n.
	top := 0
	for ; top < len(entries)+64; top++ {
		if _, err := unix.FcntlInt(uintptr(top), unix.F_GETFD, 0); errors.Is(err, unix.EBADF) {
			if err := unix.Dup3(0, top, unix.O_CLOEXEC); err != nil {
				t.Fatal(err)
			}
		}
	}
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &before) })
	limit := unix.Rlimit{Cur: uint64(top + n), Max: before.Max}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
}

func TestPortCloseClosesWhatNobodyTook(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	b.passer().AcceptDescriptors(true)
	in, out := r.pipes(1)
	_, err := a.passer().SendDescriptors([]byte("x"), in)
	r.must("sending a descriptor", err)
	closeAll(in)
	b.recvs("it arrives, and nobody asks for it", "x")
	r.must("closing", r.p.Close())
	_, err = unix.Write(out[0], []byte("x"))
	r.wantErr("nobody can read from the pipe any more", err, unix.EPIPE)
}

func TestPortCloseEndsStreamsInOrder(t *testing.T) {
	for _, at := range []port.Addr{loopback, {Path: t.TempDir() + "/s"}} {
		server, client := newRig(t), newRig(t)
		l, ready := server.listen(port.ListenConfig{At: at})
		l.Want(port.Read)
		a := client.dial(port.DialConfig{To: l.LocalAddr()})
		server.hears("somebody comes", ready, port.Read)
		st, _, err := l.Accept()
		server.must("accepting", err)
		b := server.end(st)
		a.Want(port.Write)
		client.hears("the connection is made", &a.ear, port.Write)
		client.must("the connection is made", a.Connected())
		a.sends("unread")
		b.Want(port.Read)
		server.hears("it arrives", &b.ear, port.Read)
		b.sends("last words")
		server.must("closing", server.p.Close())
		a.wantText("what was sent is not destroyed by a reset", "last words")
		a.wantEOF("and the end is one in order")
	}
}
