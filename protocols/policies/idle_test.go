package policies_test

import (
	"errors"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/policies"
)

// The log POL-01.
func TestAnyByteInEitherDirectionKeepsAConnection(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	wire := connect(t, policies.IdleTimeout(clock, 10*time.Second)(serves(t, p)))
	clock.Advance(5 * time.Second)
	wire.Feed("x")
	clock.Advance(5 * time.Second)
	p.Transport.Write([]byte("y"))
	clock.Advance(9 * time.Second)
	if wire.Closing() {
		t.Fatal("closed after 9 s of doing nothing")
	}
	clock.Advance(time.Second)
	if !wire.Losing() {
		t.Fatal("10 s after the last byte the connection must end")
	}
	wire.Turn()
	p.want(t, "the end is orderly", "made", `data "x"`, "lost connection done")
	if clock.Pending() != 0 {
		t.Errorf("%d calls are left", clock.Pending())
	}
}

func TestAnIdleConnectionThatDoesNotEndIsAborted(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	wire := connect(t, policies.IdleTimeout(clock, time.Second)(serves(t, p)), fakes.StringConfig{Hold: true})
	p.Transport.WriteSequence([][]byte{[]byte("never"), []byte("read")})
	clock.Advance(time.Second)
	wire.Turn()
	if wire.Lost() != nil {
		t.Fatal("it ended with bytes to send")
	}
	clock.Advance(time.Second)
	wire.Turn()
	if !errors.Is(wire.Lost(), core.ErrConnectionAborted) || clock.Pending() != 0 {
		t.Errorf("lost with %v, %d calls pending; want an abort and none", wire.Lost(), clock.Pending())
	}
}
