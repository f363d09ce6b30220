//go:build linux

package stream

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"ravel/core"
)

// closedPort is an address where nobody listens.
func (r *rig) closedPort() string {
	r.t.Helper()
	l, err := r.ListenTCP("127.0.0.1:0", one(&player{}))
	if err != nil {
		r.t.Fatal(err)
	}
	l.StopListening(nil)
	r.Iterate(0)
	return l.Addr().String()
}

func TestRefusedConnection(t *testing.T) {
	r := newRig(t)
	var reason error
	d := &diary{onFailed: func(_ core.Connector, err error) { reason = err }}
	if _, err := r.ConnectTCP(r.closedPort(), d); err != nil {
		t.Fatal(err)
	}
	d.note("returned")
	r.until("the failure", func() bool { return reason != nil })
	d.wants(t, "TCP-15", "startFactory", "startedConnecting connecting", "returned", "failed disconnected", "stopFactory")
	if !errors.Is(reason, core.ErrConnectionRefused) || !errors.Is(reason, syscall.ECONNREFUSED) {
		t.Errorf("TCP-15: %v, want the refusal and its errno", reason)
	}
}

func TestReconnectFromClientConnectionLost(t *testing.T) {
	r := newRig(t)
	server := core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		p := &player{}
		p.onMade = func() { p.t.LoseConnection() }
		return p, nil
	})
	l, err := r.ListenTCP("127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	d := &diary{}
	d.build = func() (core.Protocol, error) {
		p := &player{}
		p.onMade = func() { d.note("made") }
		p.onLost = func(error) { d.note("proto lost") }
		return p, nil
	}
	losses := 0
	d.onLost = func(c core.Connector, _ error) {
		if losses++; losses == 1 {
			if err := c.Connect(); err != nil {
				t.Error(err)
			}
		}
	}
	r.ConnectTCP(l.Addr().String(), d)
	r.until("the second loss", func() bool { return losses == 2 })
	d.wants(t, "TCP-16", "startFactory", "startedConnecting connecting", "build", "made", "proto lost", "factory lost done",
		"startedConnecting connecting", "build", "made", "proto lost", "factory lost done", "stopFactory")
}

func TestReconnectFromClientConnectionFailed(t *testing.T) {
	r := newRig(t)
	failures := 0
	d := &diary{onFailed: func(c core.Connector, _ error) {
		if failures++; failures < 3 {
			c.Connect()
		}
	}}
	r.ConnectTCP(r.closedPort(), d)
	r.until("three failures", func() bool { return failures == 3 })
	d.wants(t, "no stopFactory in between", "startFactory", "startedConnecting connecting", "failed disconnected",
		"startedConnecting connecting", "failed disconnected", "startedConnecting connecting", "failed disconnected", "stopFactory")
}

// fullPort is a port whose backlog is full, so that a connect neither succeeds nor fails.
func fullPort(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	at, _ := syscall.Getsockname(fd)
	for range 4 {
		c, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { syscall.Close(c) })
		syscall.Connect(c, at)
	}
	return fmt.Sprintf("127.0.0.1:%d", at.(*syscall.SockaddrInet4).Port)
}

func TestConnectTimeout(t *testing.T) {
	r := newRig(t)
	var reason error
	d := &diary{onFailed: func(_ core.Connector, err error) { reason = err }}
	begun := r.Now()
	r.ConnectTCP(fullPort(t), d, core.ConnectConfig{Timeout: 20 * time.Millisecond})
	r.until("the timeout", func() bool { return reason != nil })
	if !errors.Is(reason, core.ErrTimeout) {
		t.Errorf("TCP-19: %v, want ErrTimeout", reason)
	}
	if took := r.Now().Sub(begun); took < 20*time.Millisecond {
		t.Errorf("TCP-19: after %v, want no less than the timeout", took)
	}
	d.wants(t, "TCP-19", "startFactory", "startedConnecting connecting", "failed disconnected", "stopFactory")
}

func TestStopConnecting(t *testing.T) {
	r := newRig(t)
	var reason error
	d := &diary{onFailed: func(_ core.Connector, err error) { reason = err }}
	c, err := r.ConnectTCP(fullPort(t), d)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Connect(); !errors.Is(err, core.ErrConnectorState) {
		t.Errorf("Connect while connecting: %v, want ErrConnectorState", err)
	}
	if err := c.StopConnecting(); err != nil {
		t.Error(err)
	}
	if err := c.StopConnecting(); !errors.Is(err, core.ErrConnectorState) {
		t.Errorf("TCP-18: again: %v, want ErrConnectorState", err)
	}
	c.Disconnect()
	d.wants(t, "TCP-18: nothing inside the call", "startFactory", "startedConnecting connecting")
	r.until("the failure", func() bool { return reason != nil })
	if !errors.Is(reason, core.ErrStoppedConnecting) {
		t.Errorf("TCP-18: %v, want ErrStoppedConnecting", reason)
	}
	d.wants(t, "TCP-18", "startFactory", "startedConnecting connecting", "failed disconnected", "stopFactory")
	if n := len(r.DelayedCalls()); n != 0 {
		t.Errorf("%d delayed calls are left, want the timeout cancelled", n)
	}
}

func TestStopConnectingInsideStartedConnecting(t *testing.T) {
	r := newRig(t)
	var reason error
	d := &diary{
		onStarted: func(c core.Connector) { c.Disconnect() },
		onFailed:  func(_ core.Connector, err error) { reason = err },
	}
	r.ConnectTCP(r.closedPort(), d)
	r.until("the failure", func() bool { return reason != nil })
	if !errors.Is(reason, core.ErrStoppedConnecting) {
		t.Errorf("%v, want ErrStoppedConnecting", reason)
	}
	d.wants(t, "in order", "startFactory", "startedConnecting connecting", "failed disconnected", "stopFactory")
}

func TestDisconnectWhileConnected(t *testing.T) {
	r := newRig(t)
	l, err := r.ListenTCP("127.0.0.1:0", one(&player{}))
	if err != nil {
		t.Fatal(err)
	}
	var c core.Connector
	over := false
	client := &player{}
	d := &diary{
		build:  func() (core.Protocol, error) { return client, nil },
		onLost: func(core.Connector, error) { over = true },
	}
	c, _ = r.ConnectTCP(l.Addr().String(), d)
	r.until("the connection", func() bool { return client.t != nil })
	if s := c.State(); s != core.Connected {
		t.Errorf("the connector is %v", s)
	}
	if err := c.StopConnecting(); !errors.Is(err, core.ErrConnectorState) {
		t.Errorf("StopConnecting while connected: %v, want ErrConnectorState", err)
	}
	c.Disconnect()
	r.until("the loss", func() bool { return over })
	client.wants(t, "LoseConnection", "made", "lost done")
}

func TestDisconnectInsideBuildProtocol(t *testing.T) {
	r := newRig(t)
	l, err := r.ListenTCP("127.0.0.1:0", one(&player{}))
	if err != nil {
		t.Fatal(err)
	}
	var c core.Connector
	client := &player{}
	d := &diary{build: func() (core.Protocol, error) {
		c.Disconnect()
		return client, nil
	}}
	c, _ = r.ConnectTCP(l.Addr().String(), d)
	r.until("the loss", func() bool { return client.lost != nil })
	client.wants(t, "made all the same", "made", "lost done")
}

func TestClientFactoryThatDoesNotBuild(t *testing.T) {
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		build func() (core.Protocol, error)
		want  []error
	}{
		"refuses": {func() (core.Protocol, error) { return nil, nil }, []error{core.ErrConnectionDone}},
		"fails":   {func() (core.Protocol, error) { return nil, boom }, []error{core.ErrConnectionLost, boom}},
		"panics":  {func() (core.Protocol, error) { panic(boom) }, []error{core.ErrConnectionLost, boom}},
	} {
		r := newRig(t)
		server := &player{}
		l, err := r.ListenTCP("127.0.0.1:0", one(server))
		if err != nil {
			t.Fatal(err)
		}
		var reason error
		d := &diary{build: c.build, onLost: func(_ core.Connector, err error) { reason = err }}
		r.ConnectTCP(l.Addr().String(), d)
		r.until(name, func() bool { return reason != nil && server.lost != nil })
		for _, want := range c.want {
			if !errors.Is(reason, want) {
				t.Errorf("%s: lost with %v, want %v", name, reason, want)
			}
		}
		server.wants(t, name+": closed in order", "made", "lost done")
	}
}

func TestLocalBind(t *testing.T) {
	r := newRig(t)
	server := &player{}
	l, err := r.ListenTCP("127.0.0.1:0", one(server))
	if err != nil {
		t.Fatal(err)
	}
	r.ConnectTCP(l.Addr().String(), one(&player{}), core.ConnectConfig{Local: "127.0.0.2:0"})
	r.until("the connection", func() bool { return server.t != nil })
	if from := server.t.RemoteAddr().(core.Addr).AddrPort.Addr().String(); from != "127.0.0.2" {
		t.Errorf("bound to 127.0.0.2, and the peer sees %s", from)
	}
	var reason error
	d := &diary{onFailed: func(_ core.Connector, err error) { reason = err }}
	// RFC 5737: 192.0.2.0/24 is documentation, so it is nobody's.
	if _, err := r.ConnectTCP(l.Addr().String(), d, core.ConnectConfig{Local: "192.0.2.1:0"}); err != nil {
		t.Fatal(err)
	}
	d.wants(t, "nothing inside the call", "startFactory", "startedConnecting connecting")
	r.until("the failure", func() bool { return reason != nil })
	if !errors.Is(reason, core.ErrConnectBind) || !errors.Is(reason, syscall.EADDRNOTAVAIL) {
		t.Errorf("%v, want ErrConnectBind and the errno", reason)
	}
}

func TestAddressesThatCannotBeRead(t *testing.T) {
	r := newRig(t)
	d := &diary{}
	for _, addr := range []string{"", ":80", "127.0.0.1", "example.org:80", "127.0.0.1:http"} {
		if _, err := r.ConnectTCP(addr, d); !errors.Is(err, core.ErrInvalidAddress) {
			t.Errorf("%q: %v, want ErrInvalidAddress", addr, err)
		}
	}
	if _, err := r.ConnectTCP("127.0.0.1:1", d, core.ConnectConfig{Local: "here"}); !errors.Is(err, core.ErrInvalidAddress) {
		t.Errorf("a local address: %v, want ErrInvalidAddress", err)
	}
	d.wants(t, "nothing was begun")
}

func TestShutdownStopsConnecting(t *testing.T) {
	r := newRig(t)
	var reason error
	d := &diary{onFailed: func(_ core.Connector, err error) { reason = err }}
	r.ConnectTCP(fullPort(t), d)
	r.CallWhenRunning(func() { r.Stop() })
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(reason, core.ErrStoppedConnecting) {
		t.Errorf("%v, want ErrStoppedConnecting", reason)
	}
	d.wants(t, "told", "startFactory", "startedConnecting connecting", "failed disconnected", "stopFactory")
}
