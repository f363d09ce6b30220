package fakes_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
)

// recorder writes down what it is told.
type recorder struct {
	core.Base
	name string
	log  *[]string
	data func(p []byte)
}

func (r *recorder) note(format string, args ...any) {
	*r.log = append(*r.log, r.name+" "+fmt.Sprintf(format, args...))
}

func (r *recorder) ConnectionMade(t core.Transport) {
	r.Base.ConnectionMade(t)
	r.note("made")
}

func (r *recorder) DataReceived(p []byte) {
	r.note("data %q", p)
	if r.data != nil {
		r.data(p)
	}
}

func (r *recorder) ConnectionLost(reason error) { r.note("lost %v", reason) }

func (r *recorder) factory() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return r, nil })
}

func TestEchoOnOneReactor(t *testing.T) {
	var log []string
	r := fakes.NewReactor()
	server := &recorder{name: "S", log: &log}
	server.data = func(p []byte) { server.Transport.Write(p) }
	l, err := r.ListenTCP("127.0.0.1:0", server.factory())
	if err != nil {
		t.Fatal(err)
	}
	client := &recorder{name: "C", log: &log}
	client.data = func([]byte) { client.Transport.LoseConnection() }
	if _, err := r.ConnectTCP(l.Addr().String(), client.factory()); err != nil {
		t.Fatal(err)
	}
	r.Advance(0)
	client.Transport.Write([]byte("hello"))
	r.Advance(0)
	t.Log(log, r.Host().Open(), r.Network().Fabric.Events())
	l.StopListening(nil)
	if !r.RunUntilIdle(time.Second) {
		t.Error("still busy")
	}
	r.CheckLeaks(t)
	_ = context.Background
}
