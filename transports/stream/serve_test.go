package stream_test

import (
	"testing"

	"ravel/core"
	"ravel/fakes"
)

// What Serve serves is tried by the machine for processes; here, that its connection is like any other.
func TestServeIsAConnection(t *testing.T) {
	r := fakes.NewReactor()
	r.Install("cat", func(p *fakes.Process) {
		p.Read(0, func(b []byte) { p.Write(1, b) }, func() { p.Exit(0) })
	})
	var b core.ProcessBase
	child, err := r.Spawn(&b, core.ProcessSpec{Path: "cat"})
	if err != nil {
		t.Fatal(err)
	}
	in := child.Child(0)
	if got := in.LocalAddr(); got.Network() != "pipe" || got.String() != "fd 0" {
		t.Errorf("its addresses say what it is: got %v %v", got.Network(), got)
	}
	if in.Closing() {
		t.Error("it is open")
	}
	in.LoseConnection()
	if !in.Closing() {
		t.Error("and closing when that was asked for")
	}
	r.Advance(0)
	r.CheckLeaks(t)
}
