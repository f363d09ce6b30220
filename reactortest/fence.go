package reactortest

import (
	"net"

	"ravel/core"
)

// A fence is a connection of the suite's own, on which a byte goes to and fro.
type fence struct {
	listener core.Listener
	client   core.Transport
	accepted bool
	back     int // bytes that came back
}

type fenceClient struct {
	core.Base
	*fence
}

func (c *fenceClient) ConnectionMade(t core.Transport) { c.client = t }
func (c *fenceClient) DataReceived(p []byte)           { c.back += len(p) }

type fenceServer struct {
	core.Base
	*fence
}

func (f *fenceServer) ConnectionMade(t core.Transport) { f.Transport, f.accepted = t, true }
func (f *fenceServer) DataReceived(p []byte)           { f.Transport.Write(p) }

func newFence(s *Script) *fence {
	s.Helper()
	f := &fence{}
	server := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &fenceServer{fence: f}, nil })
	client := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &fenceClient{fence: f}, nil })
	f.listener = s.Listen(server)
	s.DialWith(f.listener.Addr(), client)
	s.Until("the fence is connected", func() bool { return f.client != nil && f.accepted })
	f.listener.StopListening(nil)
	return f
}

func (f *fence) roundTrip(s *Script) {
	s.Helper()
	want := f.back + 1
	f.client.Write([]byte{0})
	s.Until("a byte goes to and fro over the fence", func() bool { return f.back == want })
}
