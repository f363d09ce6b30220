//go:build linux

package stream

import (
	"errors"
	"net"
	"slices"
	"syscall"
	"testing"

	"ravel/core"
)

// A diary is a factory that notes what it is told; its protocols are what build returns.
type diary struct {
	events []string
	build  func() (core.Protocol, error)

	onStarted func(c core.Connector)
	onFailed  func(c core.Connector, reason error)
	onLost    func(c core.Connector, reason error)
}

func (d *diary) note(e string) { d.events = append(d.events, e) }
func (d *diary) StartFactory() { d.note("startFactory") }
func (d *diary) StopFactory()  { d.note("stopFactory") }
func (d *diary) BuildProtocol(net.Addr) (core.Protocol, error) {
	d.note("build")
	return d.build()
}

func (d *diary) StartedConnecting(c core.Connector) {
	d.note("startedConnecting " + c.State().String())
	if d.onStarted != nil {
		d.onStarted(c)
	}
}

func (d *diary) ClientConnectionFailed(c core.Connector, reason error) {
	d.note("failed " + c.State().String())
	if d.onFailed != nil {
		d.onFailed(c, reason)
	}
}

func (d *diary) ClientConnectionLost(c core.Connector, reason error) {
	d.note("factory lost " + nameOf(reason))
	if d.onLost != nil {
		d.onLost(c, reason)
	}
}

func (d *diary) wants(t testing.TB, why string, events ...string) {
	t.Helper()
	if !slices.Equal(d.events, events) {
		t.Errorf("%s: %q, want %q", why, d.events, events)
	}
}

func TestFactoryIsStartedAndStoppedOnceForAllPorts(t *testing.T) {
	r := newRig(t)
	d := &diary{build: func() (core.Protocol, error) { return &player{}, nil }}
	tcp, err := r.ListenTCP("127.0.0.1:0", d)
	if err != nil {
		t.Fatal(err)
	}
	unix, err := r.ListenUNIX(t.TempDir()+"/s", d)
	if err != nil {
		t.Fatal(err)
	}
	d.wants(t, "TCP-20: TCP and UNIX count together", "startFactory")
	stopped := 0
	tcp.StopListening(func() { stopped++; d.note("stopped") })
	tcp.StopListening(func() { stopped++ })
	if stopped != 0 {
		t.Error("done is never called inside StopListening")
	}
	r.until("the first", func() bool { return stopped == 2 })
	d.wants(t, "TCP-20: one port is left", "startFactory", "stopped")
	unix.StopListening(func() { d.note("stopped") })
	r.until("the second", func() bool { return len(d.events) == 4 })
	d.wants(t, "TCP-20", "startFactory", "stopped", "stopFactory", "stopped")
	tcp.StopListening(func() { stopped++ })
	r.until("a late done", func() bool { return stopped == 3 })
}

func TestFactoryThatDoesNotBuild(t *testing.T) {
	for name, c := range map[string]struct {
		build    func() (core.Protocol, error)
		failures uint64
	}{
		"refuses (TCP-17)": {func() (core.Protocol, error) { return nil, nil }, 0},
		"fails (TCP-26)":   {func() (core.Protocol, error) { return nil, errors.New("no") }, 1},
		"panics (TCP-26)":  {func() (core.Protocol, error) { panic("no") }, 1},
	} {
		r := newRig(t)
		server := &player{}
		first := true
		d := &diary{build: func() (core.Protocol, error) {
			if first {
				first = false
				return c.build()
			}
			return server, nil
		}}
		l, err := r.ListenTCP("127.0.0.1:0", d)
		if err != nil {
			t.Fatal(err)
		}
		turned := &player{}
		turned.onMade = func() { turned.t.Write([]byte("unread")) }
		r.ConnectTCP(l.Addr().String(), one(turned))
		r.until(name, func() bool { return turned.lost != nil })
		if got := r.FailureCount(); got != c.failures {
			t.Errorf("%s: %d failures logged, want %d", name, got, c.failures)
		}
		r.ConnectTCP(l.Addr().String(), one(&player{}))
		r.until(name+", and then", func() bool { return server.t != nil })
	}
}

func TestConnectionsSurviveTheirPort(t *testing.T) {
	r := newRig(t)
	client, server := r.pair(core.ConnConfig{}, &player{}, &player{}) // it stops the port
	client.t.Write([]byte("x"))
	r.until("the byte", func() bool { return server.got.Len() == 1 })
}

func TestStopListeningInsideBuildProtocol(t *testing.T) {
	r := newRig(t)
	var l core.Listener
	built := 0
	d := &diary{build: func() (core.Protocol, error) {
		built++
		l.StopListening(nil)
		return &player{}, nil
	}}
	l, err := r.ListenTCP("127.0.0.1:0", d)
	if err != nil {
		t.Fatal(err)
	}
	fds := []int{rawClient(t, l), rawClient(t, l), rawClient(t, l)}
	r.until("the end of the port", func() bool { return slices.Contains(d.events, "stopFactory") })
	if built != 1 {
		t.Errorf("%d connections were served, want none after StopListening", built)
	}
	for _, fd := range fds {
		syscall.Close(fd)
	}
}

func TestListenErrors(t *testing.T) {
	r := newRig(t)
	d := &diary{}
	l, err := r.ListenTCP("127.0.0.1:0", one(&player{}))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		addr string
		want error
	}{
		"in use (TCP-20)": {l.Addr().String(), syscall.EADDRINUSE},
		"no number":       {"127.0.0.1:http", core.ErrInvalidAddress},
		"no port":         {"127.0.0.1", core.ErrInvalidAddress},
		"not ours":        {"192.0.2.1:0", syscall.EADDRNOTAVAIL}, // RFC 5737: documentation only
	} {
		_, err := r.ListenTCP(c.addr, d)
		var le *core.ListenError
		if !errors.Is(err, c.want) || !errors.Is(err, core.ErrCannotListen) || !errors.As(err, &le) {
			t.Errorf("%s: %v, want a ListenError with %v", name, err, c.want)
		}
	}
	d.wants(t, "a port that never was has no use for its factory")
}

func TestStartFactoryThatPanics(t *testing.T) {
	r := newRig(t)
	f := &panicky{}
	if _, err := r.ListenTCP("127.0.0.1:0", f); !errors.Is(err, core.ErrCannotListen) {
		t.Errorf("%v, want a ListenError", err)
	}
	f.calm = true
	l, err := r.ListenTCP("127.0.0.1:0", f)
	if err != nil {
		t.Fatal(err)
	}
	r.Iterate(0)
	if f.started != 2 {
		t.Errorf("started %d times, want once for each port: the first never was", f.started)
	}
	l.StopListening(nil)
}

type panicky struct {
	calm    bool
	started int
}

func (p *panicky) StartFactory() {
	p.started++
	if !p.calm {
		panic("not today")
	}
}
func (p *panicky) BuildProtocol(net.Addr) (core.Protocol, error) { return nil, nil }

// With no descriptor left a port turns one peer away, pauses, and serves again once there is one.
func TestAcceptWithoutDescriptors(t *testing.T) {
	r := newRig(t)
	server := &player{}
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return server, nil }))
	if err != nil {
		t.Fatal(err)
	}
	fds := []int{rawClient(t, l), rawClient(t, l), rawClient(t, l)}
	restore := noDescriptors(t)
	turns := 0
	r.until("the failure", func() bool { turns++; return r.FailureCount() == 1 })
	if !errors.Is(r.Failures()[0], syscall.EMFILE) {
		t.Errorf("logged %v, want EMFILE", r.Failures()[0])
	}
	resumed := r.Now().Add(acceptPause * 3 / 2)
	turns = 0
	for r.Now().Before(resumed) {
		turns++
		r.Iterate(resumed.Sub(r.Now()))
	}
	if turns > 8 {
		t.Errorf("%d turns while there was no descriptor: a hot loop", turns)
	}
	if r.FailureCount() != 1 {
		t.Errorf("%d failures logged, want one until a connection is accepted", r.FailureCount())
	}
	restore()
	r.until("the rest", func() bool { return server.t != nil })
	for _, fd := range fds {
		syscall.Close(fd)
	}
}

// noDescriptors leaves the process none to open, until restore.
func noDescriptors(t *testing.T) (restore func()) {
	t.Helper()
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	next, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	syscall.Close(next)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: uint64(next), Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	restored := false
	restore = func() {
		if !restored {
			restored = true
			syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was)
		}
	}
	t.Cleanup(restore)
	return restore
}
