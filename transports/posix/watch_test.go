//go:build linux

package posix_test

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// A watching is a watched descriptor and who hears of it.
type watching struct {
	port.Watched
	ear
}

func (r *rig) watch(fd int) *watching {
	r.Helper()
	w, err := r.p.Watch(fd)
	r.must("watching", err)
	x := &watching{Watched: w}
	w.Attach(&x.ear)
	return x
}

// pipe is a pipe that does not block; what a spec does not close is closed at its end.
func (r *rig) pipe() (reads, writes *os.File) {
	r.Helper()
	var fds [2]int
	r.must("opening a pipe", unix.Pipe2(fds[:], unix.O_NONBLOCK|unix.O_CLOEXEC))
	reads, writes = os.NewFile(uintptr(fds[0]), "reads"), os.NewFile(uintptr(fds[1]), "writes")
	r.Cleanup(func() { reads.Close(); writes.Close() })
	return reads, writes
}

// polls makes one turn that does not wait and takes what w heard.
func (r *rig) polls(w *watching) port.Interest {
	r.Helper()
	r.turn(0)
	return w.take()
}

func TestWatchPipe(t *testing.T) {
	r := newRig(t)
	in, out := r.pipe()
	w, o := r.watch(int(in.Fd())), r.watch(int(out.Fd()))
	w.Want(port.Read | port.Closed)
	want(t, "an empty pipe is not ready", r.polls(w), 0)
	out.WriteString("x")
	want(t, "a byte can be read", r.polls(w), port.Read)
	want(t, "for as long as it is there", r.polls(w), port.Read)
	o.Want(port.Write | port.Closed)
	want(t, "a pipe with room can be written", r.polls(o), port.Write)
	o.Close(false)
	want(t, "closing the Sock leaves the descriptor open", o.Gone(), false)
	_, err := out.WriteString("y")
	r.must("writing after it", err)

	w.take()
	out.Close()
	want(t, "what came before the hang-up is still to be read", r.polls(w), port.Read|port.Closed)
	in.Read(make([]byte, 8))
	want(t, "then the hang-up is all", r.polls(w), port.Closed)
	want(t, "the descriptor itself is still there", w.Gone(), false)
}

func TestWatchWriterWhoseReaderHasGone(t *testing.T) {
	r := newRig(t)
	in, out := r.pipe()
	w := r.watch(int(out.Fd()))
	w.Want(port.Write | port.Closed)
	in.Close()
	want(t, "it hangs up instead of taking more", r.polls(w), port.Closed)
}

func TestWatchSocketIsNotHungUpByHalfClose(t *testing.T) {
	r := newRig(t)
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	r.must("opening a pair", err)
	defer unix.Close(fds[0])
	defer unix.Close(fds[1])
	w := r.watch(fds[0])
	w.Want(port.Write | port.Closed)
	unix.Shutdown(fds[1], unix.SHUT_WR)
	want(t, "the other direction is open", r.polls(w), port.Write)
	w.Want(port.Read | port.Closed)
	want(t, "the end of stream is there to be read", r.polls(w), port.Read)
}

func TestWatchRegularFileIsAlwaysReady(t *testing.T) {
	r := newRig(t)
	f, err := os.Create(t.TempDir() + "/file")
	r.must("creating", err)
	defer f.Close()
	in, out := r.pipe()
	w, p := r.watch(int(f.Fd())), r.watch(int(in.Fd()))
	want(t, "wanting nothing it is quiet", r.polls(w), 0)
	w.Want(port.Read | port.Write | port.Closed)
	p.Want(port.Read)
	out.WriteString("x")
	for range 3 {
		r.turn(patience) // would last if Wait slept
		want(t, "it is ready in every turn, for reading and writing", w.take()&^port.Closed, port.Read|port.Write)
		want(t, "beside the others", p.take(), port.Read)
	}
	w.Want(0)
	in.Read(make([]byte, 1))
	want(t, "and stops when told to", r.polls(w), 0)
	w.Want(port.Read)
	want(t, "and goes on", r.polls(w), port.Read)
	w.Close(false)
	r.hearsNothing("closed, it is not reported")
}

func TestWatchClosedByItsOwner(t *testing.T) {
	r := newRig(t)
	in, out := r.pipe()
	w := r.watch(int(in.Fd()))
	w.Want(port.Read | port.Closed)
	r.turn(0)
	in.Close()
	want(t, "the owner's close is noticed", r.polls(w) != 0, true)
	want(t, "as that", w.Gone(), true)
	w.Close(false)
	r.hearsNothing("it is over")
	out.Close()
}

func TestWatchNumberUsedAgain(t *testing.T) {
	r := newRig(t)
	in, _ := r.pipe()
	fd := int(in.Fd())
	w := r.watch(fd)
	w.Want(port.Read)
	r.turn(0)
	other, feed := r.pipe()
	r.must("another file takes the number", unix.Dup3(int(other.Fd()), fd, unix.O_CLOEXEC))
	want(t, "the number leads elsewhere", w.Gone(), true)
	again := r.watch(fd)
	again.Want(port.Read)
	w.Close(false)
	feed.WriteString("x")
	want(t, "the new file is watched, whatever becomes of the old Sock", r.polls(again), port.Read)
	want(t, "the old Sock hears nothing", w.take(), 0)
}

func TestWatchRefuses(t *testing.T) {
	r := newRig(t)
	in, _ := r.pipe()
	w := r.watch(int(in.Fd()))
	for why, fd := range map[string]int{"watched already": int(in.Fd()), "the port's own": posix.Bell(r.p)} {
		_, err := r.p.Watch(fd)
		r.wantErr(why, err, unix.EEXIST)
	}
	l, _ := r.listen(port.ListenConfig{At: loopback})
	_, err := r.p.Watch(int(l.Fd()))
	r.wantErr("a listener's", err, unix.EEXIST)
	_, err = r.p.Watch(-1)
	r.wantErr("no descriptor", err, unix.EBADF)
	w.Close(false)
	r.watch(int(in.Fd())).Close(false)
	r.p.Close()
	_, err = r.p.Watch(int(in.Fd()))
	r.wantErr("a closed port", err, port.ErrClosed)
	_, err = unix.FcntlInt(in.Fd(), unix.F_GETFD, 0)
	r.must("which left the descriptor to its owner", err)
}

func TestWatchDuplicates(t *testing.T) {
	r := newRig(t)
	in, out := r.pipe()
	dup, err := r.p.DuplicateDescriptor(int(in.Fd()))
	r.must("duplicating", err)
	a, b := r.watch(int(in.Fd())), r.watch(dup)
	a.Want(port.Read)
	b.Want(port.Read)
	out.WriteString("x")
	r.turn(0)
	want(t, "both numbers of one file are watched", a.take()&b.take(), port.Read)
	a.Close(false)
	want(t, "each for itself", r.polls(b), port.Read)
	r.must("closing the duplicate", r.p.CloseDescriptor(dup))
	r.turn(0)
	want(t, "it has gone, though the file lives", b.Gone(), true)
}

func TestSweepFindsAllInTime(t *testing.T) {
	r := newRig(t)
	var ws []*watching
	var ins []*os.File
	for range 3 * posix.SweepMax {
		in, _ := r.pipe()
		w := r.watch(int(in.Fd()))
		w.Want(port.Read | port.Closed)
		ws, ins = append(ws, w), append(ins, in)
	}
	r.turn(0)
	for _, in := range ins {
		in.Close()
	}
	for range 3 {
		r.turn(0) // looks at posix.SweepMax, and reports as many as r.ready has room for
	}
	r.turn(0)
	for _, w := range ws {
		want(t, "who was found is told, in turns", w.take() != 0, true)
	}
}
