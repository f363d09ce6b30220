package tls_test

import (
	"fmt"
	"net"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/tls"
)

type greeter struct{ core.Base }

func (g *greeter) HandshakeCompleted() {
	state := g.Transport.(core.TLSTransport).ConnectionState()
	fmt.Println("secure with", state.ServerName)
	g.Transport.Write([]byte("hello"))
	g.Transport.LoseConnection()
}

type listener struct{ core.Base }

func (l *listener) DataReceived(p []byte)       { fmt.Printf("%s\n", p) }
func (l *listener) ConnectionLost(reason error) { fmt.Println(reason) }

// A protocol is served over TLS by wrapping its factory, over whatever its bytes travel: here a UNIX socket.
func ExampleServer() {
	r := fakes.NewReactor()
	server, client := configs(r.Now)
	serve := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &listener{}, nil })
	dial := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &greeter{}, nil })
	if _, err := r.ListenUNIX("/run/secure", tls.Server(r, server, serve)); err != nil {
		fmt.Println(err)
	}
	if _, err := r.ConnectUNIX("/run/secure", tls.Client(r, client, dial)); err != nil {
		fmt.Println(err)
	}
	r.RunUntilIdle(0)
	// Output:
	// secure with server
	// hello
	// connection done
}
