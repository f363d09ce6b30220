package kernel_test

import (
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func TestPipeWatched(t *testing.T) {
	r := newRig(t)
	rd, wr, err := r.a.Pipe()
	r.wantErr(err, nil, "")
	w := must(r.a.Watch(rd))
	m := watch(w, port.Read)
	r.wantReady(r.a, m, 0, "it is empty")
	must(r.a.WriteDescriptor(wr, []byte("ab")))
	r.wantReady(r.a, m, port.Read, "")
	var p [1]byte
	must(r.a.ReadDescriptor(rd, p[:]))
	r.wantErr(r.a.CloseDescriptor(wr), nil, "")
	r.wantReady(r.a, m, port.Read|port.Closed, "a byte is left, and the writer has hung up")
	must(r.a.ReadDescriptor(rd, p[:]))
	r.wantReady(r.a, m, port.Closed, "a hang-up is told to whoever wants anything")
	n, err := r.a.ReadDescriptor(rd, p[:])
	r.wantErr(err, nil, "")
	if n != 0 {
		t.Errorf("read %d bytes at the end", n)
	}
	w.Close(false)
	r.wantErr(r.a.CloseDescriptor(rd), nil, "Close of a Watched left the descriptor alone")
}

func TestPipeFull(t *testing.T) {
	r := newRig(t)
	rd, wr, _ := r.a.Pipe()
	m := watch(must(r.a.Watch(wr)), port.Write)
	n, err := r.a.WriteDescriptor(wr, make([]byte, kernel.PipeBuffer+1))
	if n != kernel.PipeBuffer {
		t.Errorf("took %d", n)
	}
	r.wantErr(err, wouldBlock, "")
	r.wantReady(r.a, m, 0, "")
	var p [10]byte
	must(r.a.ReadDescriptor(rd, p[:]))
	r.wantReady(r.a, m, port.Write, "")
	r.wantErr(r.a.CloseDescriptor(rd), nil, "")
	r.wantReady(r.a, m, port.Write|port.Closed, "the reader has hung up")
	_, err = r.a.WriteDescriptor(wr, p[:])
	r.wantErr(err, broken, "")
}

func TestPipeEndsHaveOneDirection(t *testing.T) {
	r := newRig(t)
	rd, wr, _ := r.a.Pipe()
	var p [1]byte
	_, err := r.a.ReadDescriptor(wr, p[:])
	r.wantErr(err, syscall.EBADF, "")
	_, err = r.a.WriteDescriptor(rd, p[:])
	r.wantErr(err, syscall.EBADF, "")
	_, err = r.a.ReadDescriptor(rd, p[:])
	r.wantErr(err, wouldBlock, "")
}

func TestSocketPairAndFile(t *testing.T) {
	r := newRig(t)
	a, b, err := r.a.SocketPair()
	r.wantErr(err, nil, "")
	var p [10]byte
	must(r.a.WriteDescriptor(a, []byte("hi")))
	if n := must(r.a.ReadDescriptor(b, p[:])); string(p[:n]) != "hi" {
		t.Errorf("read %q", p[:n])
	}
	fd := must(r.a.PlainFile())
	r.wantReady(r.a, watch(must(r.a.Watch(fd)), port.Read|port.Write), port.Read|port.Write, "a file never blocks")
	n, err := r.a.ReadDescriptor(fd, p[:])
	r.wantErr(err, nil, "")
	if n != 0 {
		t.Errorf("read %d bytes of an empty file", n)
	}
	wantOpen(r, r.a, "3: unix (unnamed) to (unnamed)", "4: unix (unnamed) to (unnamed)", "5: file")
}

func TestWatchGone(t *testing.T) {
	r := newRig(t)
	rd, _, _ := r.a.Pipe()
	w := must(r.a.Watch(rd))
	m := watch(w, port.Read)
	_, err := r.a.Watch(rd)
	r.wantErr(err, syscall.EEXIST, "")
	_, err = r.a.Watch(99)
	r.wantErr(err, syscall.EBADF, "")
	if w.Gone() {
		t.Error("it is open")
	}
	r.wantErr(r.a.CloseDescriptor(rd), nil, "")
	r.wantReady(r.a, m, port.Read, "a descriptor that is gone is ready for what is wanted")
	if !w.Gone() {
		t.Error("it was closed")
	}
	again := must(r.a.PlainFile())
	if again != rd || !w.Gone() {
		t.Error("another file under the same number is another file")
	}
}
