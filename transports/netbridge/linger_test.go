package netbridge_test

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/netbridge"
)

// A deaf never reads.
type deaf struct {
	core.Base
	lost error
}

func (d *deaf) ConnectionMade(t core.Transport) {
	d.Base.ConnectionMade(t)
	t.(core.ReadPauser).PauseReading()
}

func (d *deaf) ConnectionLost(reason error) { d.lost = reason }

func TestAPeerThatNeverReadsIsCutOffAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakes.NewReactor()
		l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP("127.0.0.1:0", f) })
		if err != nil {
			t.Fatal(err)
		}
		peer := &deaf{}
		if _, err := r.ConnectTCP(l.Addr().String(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return peer, nil })); err != nil {
			t.Fatal(err)
		}
		r.Advance(time.Second)
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		wrote := make(chan error)
		go func() {
			_, err := c.Write(make([]byte, 64<<20)) // more than all the buffers on the way
			wrote <- err
		}()
		for range 100 {
			synctest.Wait()
			r.Advance(time.Millisecond)
		}
		c.Close()
		if err := <-wrote; !errors.Is(err, net.ErrClosed) {
			t.Fatalf("who writes is woken by Close: %v", err)
		}
		r.Advance(2*time.Minute - time.Second)
		if peer.lost != nil {
			t.Fatalf("for two minutes the peer may read what was written: %v", peer.lost)
		}
		r.Advance(time.Second)
		if !errors.Is(peer.lost, core.ErrConnectionLost) || errors.Is(peer.lost, core.ErrConnectionDone) {
			t.Errorf("then it is cut off: %v", peer.lost)
		}
		l.Close()
		r.Advance(time.Second)
		if leaks := r.Leaks(); len(leaks) > 0 {
			t.Errorf("and nothing is left: %v", leaks)
		}
	})
}
