package endpoint_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
	"ravel/transports/endpoint"
)

// A talker notes what a program says.
type talker struct {
	plain
	got string
}

func (p *talker) DataReceived(b []byte) { p.got += string(b) }

type halfTalker struct {
	talker
	readLost, writeLost int
}

func (p *halfTalker) ReadConnectionLost()  { p.readLost++ }
func (p *halfTalker) WriteConnectionLost() { p.writeLost++ }

// shout answers in capitals, and says "bye" at the end of its input.
func shout(p *fakes.Process) {
	p.Read(0, func(b []byte) { p.Write(1, []byte(strings.ToUpper(string(b)))) }, func() {
		p.Write(1, []byte("bye"))
		p.Write(2, []byte("done"))
		p.Exit(0)
	})
}

func run(t *testing.T, program fakes.Program, p core.Protocol) (*fakes.Reactor, *counted, *core.Deferred[core.Protocol], *string) {
	t.Helper()
	r := fakes.NewReactor()
	r.Install("/bin/program", program)
	f := &counted{Factory: serves(contract.Watch(p, func(v contract.Violation) { t.Error(v) }))}
	said := ""
	d := endpoint.Process{Spec: core.ProcessSpec{Path: "/bin/program"}, Stderr: func(b []byte) { said += string(b) }}.Connect(r, f)
	r.Advance(time.Second)
	return r, f, d, &said
}

func TestAProgramIsThePeer(t *testing.T) {
	p := &talker{}
	r, f, d, _ := run(t, shout, p)
	if _, err, ok := d.Result(); !ok || err != nil || p.made != 1 {
		t.Fatalf("%v, %v, made %d", err, ok, p.made)
	}
	p.Transport.Write([]byte("hello "))
	p.Transport.WriteSequence([][]byte{[]byte("wor"), []byte("ld")})
	r.Advance(time.Second)
	if p.got != "HELLO WORLD" || p.Transport.RemoteAddr().String() != "/bin/program" {
		t.Errorf("%q from %v", p.got, p.Transport.RemoteAddr())
	}
	p.Transport.LoseConnection()
	r.Advance(time.Second)
	if p.lost != 1 || f.started != 1 || f.stopped != 1 || r.Pending() != 0 {
		t.Errorf("lost %d with %v, started %d, stopped %d, %d pending", p.lost, p.reason, f.started, f.stopped, r.Pending())
	}
}

func TestTheEndOfAProgramsInputIsHalfAnEnd(t *testing.T) {
	p := &halfTalker{}
	r, _, _, said := run(t, shout, p)
	p.Transport.Write([]byte("x"))
	p.Transport.(core.HalfCloser).LoseWriteConnection()
	r.Advance(time.Second)
	if p.got != "Xbye" || *said != "done" || p.readLost != 1 || p.writeLost != 1 {
		t.Errorf("got %q, it said %q, read lost %d, write lost %d", p.got, *said, p.readLost, p.writeLost)
	}
	if p.lost != 1 || !errors.Is(p.reason, core.ErrConnectionDone) {
		t.Errorf("lost %d with %v; it has ended by itself with 0", p.lost, p.reason)
	}
}

func TestAProgramThatFailsIsALoss(t *testing.T) {
	p := &talker{}
	run(t, func(p *fakes.Process) { p.Exit(3) }, p)
	var exit *core.ProcessExitError
	if p.lost != 1 || !errors.Is(p.reason, core.ErrConnectionLost) || !errors.As(p.reason, &exit) || exit.Code != 3 {
		t.Errorf("lost %d with %v; want its exit code", p.lost, p.reason)
	}
}

func TestAbortingKillsTheProgram(t *testing.T) {
	p := &talker{}
	r, _, _, _ := run(t, shout, p)
	p.Transport.AbortConnection()
	if p.lost != 0 {
		t.Error("not inside the call")
	}
	r.Advance(time.Second)
	if p.lost != 1 || !errors.Is(p.reason, core.ErrConnectionAborted) {
		t.Errorf("lost %d with %v", p.lost, p.reason)
	}
}

func TestProgramsThatCannotBeStarted(t *testing.T) {
	r := fakes.NewReactor()
	f := &counted{Factory: serves()}
	d := endpoint.Process{Spec: core.ProcessSpec{Path: "/nowhere"}}.Connect(r, f)
	r.Advance(time.Second)
	var spawn *core.SpawnError
	if err := failure(t, d); !errors.As(err, &spawn) || f.started != 1 || f.stopped != 1 {
		t.Errorf("%v, started %d, stopped %d", err, f.started, f.stopped)
	}
	r.Install("/bin/program", shout)
	d = endpoint.Process{Spec: core.ProcessSpec{Path: "/bin/program"}}.Connect(r, serves(nil))
	r.Advance(time.Second)
	if err := failure(t, d); err != core.ErrNoProtocol {
		t.Errorf("%v, want ErrNoProtocol", err)
	}
	d = endpoint.Process{Spec: core.ProcessSpec{Path: "/bin/program"}}.Connect(r, serves())
	d.Cancel()
	r.Advance(time.Second)
	if err := failure(t, d); !errors.Is(err, core.ErrCancelled) || r.Pending() != 0 {
		t.Errorf("%v, %d pending", err, r.Pending())
	}
}
