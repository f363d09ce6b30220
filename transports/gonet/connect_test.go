package gonet_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"ravel/core"
	"ravel/transports/gonet"
	"ravel/transports/native"
)

// A failing is a factory that is told of a failure to connect.
type failing struct {
	core.Factory
	failed chan error
}

func (f *failing) StartedConnecting(core.Connector)           {}
func (f *failing) ClientConnectionLost(core.Connector, error) {}
func (f *failing) ClientConnectionFailed(_ core.Connector, reason error) {
	f.failed <- reason
}

func TestTheErrorOfADialer(t *testing.T) {
	errNo := errors.New("no such channel")
	f := &failing{newTold().factory(), make(chan error, 1)}
	running(t, func(_ *native.Reactor, b *gonet.Bridge) {
		k, err := b.Connect(gonet.Address("channel", "seven"), func(context.Context) (net.Conn, error) { return nil, errNo }, f)
		if err != nil {
			t.Fatal(err)
		}
		if at := k.Destination(); at.Network() != "channel" || at.String() != "seven" {
			t.Errorf("the destination is what was said: %v %v", at.Network(), at)
		}
	})
	if reason := <-f.failed; !errors.Is(reason, errNo) || !errors.Is(reason, core.ErrConnectFailed) {
		t.Errorf("it is a failure to connect, and why: %v", reason)
	}
}

func TestAnAttemptThatIsGivenUpEndsTheDialersContext(t *testing.T) {
	f := &failing{newTold().factory(), make(chan error, 1)}
	over := make(chan struct{})
	running(t, func(r *native.Reactor, b *gonet.Bridge) {
		k, err := b.Connect(gonet.Address("channel", "seven"), func(ctx context.Context) (net.Conn, error) {
			<-ctx.Done()
			close(over)
			return nil, ctx.Err()
		}, f)
		if err != nil {
			t.Fatal(err)
		}
		r.CallWhenRunning(func() { k.StopConnecting() })
	})
	if reason := <-f.failed; !errors.Is(reason, core.ErrStoppedConnecting) {
		t.Errorf("the factory is told: %v", reason)
	}
	<-over
}
