package wrap_test

import (
	"fmt"
	"net"

	"ravel/core"
	"ravel/core/wrap"
	"ravel/fakes"
)

// A counted is a transport that counts what is written.
type counted struct {
	wrap.TransportBase
	n int
}

func (c *counted) Write(p []byte) (int, error) {
	c.n += len(p)
	return c.TransportBase.Write(p)
}

// A counting hands its protocol a transport that counts.
type counting struct {
	wrap.ProtocolBase
	count *counted
}

func (c *counting) ConnectionMade(t core.Transport) {
	c.count = &counted{TransportBase: wrap.TransportBase{Inner: t}}
	c.ProtocolBase.ConnectionMade(wrap.Transport(c.count, t))
}

type greeter struct{ core.Base }

func (g *greeter) ConnectionMade(t core.Transport) {
	g.Base.ConnectionMade(t)
	t.Write([]byte("hello"))
	_, canPause := t.(core.ReadPauser)
	fmt.Println("the transport can still pause reading:", canPause)
}

// A middleware counts what its protocols write; what their transports can do beyond writing stays as it was.
func Example() {
	var last *counting
	f := wrap.Each(core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &greeter{}, nil }),
		func(p core.Protocol, _ net.Addr) core.Protocol {
			last = &counting{ProtocolBase: wrap.ProtocolBase{Inner: p}}
			return wrap.Protocol(last, p)
		})
	t := fakes.NewStringTransport()
	p, _ := f.BuildProtocol(t.RemoteAddr())
	t.Connect(p)
	fmt.Println(last.count.n, "bytes")
	// Output:
	// the transport can still pause reading: true
	// 5 bytes
}
