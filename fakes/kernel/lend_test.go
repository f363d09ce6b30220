package kernel_test

import (
	"bytes"
	"testing"

	"ravel/core/port"
	"ravel/fakes/kernel"
)

func poisoned(p []byte) bool { return bytes.Count(p, []byte{kernel.Poison}) == len(p) }

func TestALoanEndsInPoison(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.sends(c, "first")
	first := must(s.Recv())
	r.sends(s, "sending does not end a loan")
	if string(first) != "first" {
		t.Errorf("%q during the loan", first)
	}
	r.sends(c, "second")
	second := must(s.Recv())
	if !poisoned(first) {
		t.Errorf("%q after the next Recv, want poison", first)
	}
	if string(second) != "second" {
		t.Errorf("%q, want the second bytes", second)
	}
	if cap(second) != len(second) {
		t.Error("appending to a lent slice must not reach what lies behind it")
	}
	var batch [1]port.Ready
	_, _ = r.b.Wait(batch[:], 0)
	if !poisoned(second) {
		t.Errorf("%q after Wait, want poison", second)
	}
}
