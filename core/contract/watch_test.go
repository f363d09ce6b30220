package contract

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ravel/core"
)

// wrong is, for each row that says what holds, a way to break it.
var wrong = map[string]func(b *bench){
	"T-021": func(b *bench) { b.to(Open); b.p.DataReceived(nil) },
	"T-022": func(b *bench) { b.to(Open); b.wire.lost = true; b.p.ConnectionLost(errors.New("no sentinel")) },
	"T-023": func(b *bench) { b.to(Aborting); b.p.ConnectionLost(core.ErrConnectionDone) },
	"T-024": func(b *bench) { b.to(Open); b.wire.deaf = true; b.peer.t.LoseConnection() },
	"T-025": func(b *bench) { b.p.ConnectionMade(nil) },
	"T-026": func(b *bench) { b.wire.local = nil; b.to(Open) },
	"T-027": func(b *bench) { b.to(Open); b.wire.remote = here; b.peer.t.RemoteAddr() },
	"T-028": func(b *bench) {
		b.to(Open)
		b.wire.inside = func() { b.p.DataReceived([]byte("x")) }
		b.peer.t.Write([]byte("y"))
	},
	"T-029": func(b *bench) {
		b.to(Open)
		b.peer.onData = func([]byte) { b.p.DataReceived([]byte("y")) }
		b.p.DataReceived([]byte("x"))
	},
	"T-030": func(b *bench) { b.to(Open); Finish(b.p) },
	"T-211": func(b *bench) { b.to(Writable); b.writes(1, nil) },
	"T-212": func(b *bench) { b.to(WriteEnding); b.writes(3, nil) },
	"T-213": func(b *bench) { b.to(Lost); b.writes(3, nil) },
	"T-214": func(b *bench) { b.to(Losing); b.writes(0, nil) },
	"T-215": func(b *bench) {
		b.to(Writable)
		b.wire.write = func(p []byte) (int, error) { p[0] = 'X'; return len(p), nil }
		b.peer.t.Write([]byte("abc"))
	},
	"T-321": func(b *bench) {
		b.to(Pushing)
		b.wire.register = func(core.PushProducer) error { return nil }
		b.do(RegisterPush)
	},
	"T-322": func(b *bench) {
		b.to(Open)
		b.wire.register = func(core.PushProducer) error { return core.ErrProducerRegistered }
		b.do(RegisterPush)
	},
	"T-323": func(b *bench) {
		b.to(Open)
		b.wire.register = func(p core.PushProducer) error { p.PauseProducing(); return nil }
		b.do(RegisterPush)
	},
	"T-324": func(b *bench) {
		b.to(Open)
		b.wire.pull = func(core.PullProducer) error { return nil }
		b.do(RegisterPull)
	},
	"T-325": func(b *bench) {
		b.to(Lost)
		b.wire.register = func(core.PushProducer) error { return nil }
		b.do(RegisterPush)
	},

	"D-021": func(b *bench) { b.sock.local = nil; b.to(Started) },
	"D-022": func(b *bench) {
		b.to(Started)
		b.sock.inside = func() { b.do(DatagramReceived) }
		b.list.t.WriteTo(nil, there)
	},
	"D-023": func(b *bench) {
		b.to(Started)
		b.list.onData = func() { b.do(DatagramReceived) }
		b.do(DatagramReceived)
	},
	"D-024": func(b *bench) { b.to(Stopped); b.do(StopDone, StopDone) },
	"D-025": func(b *bench) { b.to(Started); b.d.(core.RefusalHandler).ConnectionRefused() },
	"D-026": func(b *bench) {
		b.to(Started)
		b.sock.write = func(p []byte) (int, error) { return len(p), nil }
		b.list.t.Write([]byte("x"))
	},
	"D-027": func(b *bench) {
		b.to(Started)
		b.sock.connect = func() error { return nil }
		b.list.t.Connect(there)
	},
	"D-028": func(b *bench) {
		b.to(Started)
		b.sock.write = func(p []byte) (int, error) { p[0] = 'X'; return len(p), nil }
		b.list.t.WriteTo([]byte("x"), there)
	},
	"D-029": func(b *bench) { b.to(Started); Finish(b.d) },

	"F-011": func(b *bench) { b.to(Used); b.f.BuildProtocol(nil) },
	"F-012": func(b *bench) {
		b.to(Used)
		b.maker.onBuild = func() { b.do(BuildProtocol) }
		b.do(BuildProtocol)
	},

	"K-011": func(b *bench) { b.to(Idle); b.observer().StartedConnecting(b.dial) },
	"K-012": func(b *bench) {
		b.to(Trying)
		b.observer().ClientConnectionFailed(b.dial, core.ErrTimeout)
	},
	"K-013": func(b *bench) {
		b.to(Trying)
		b.dial.state = core.Disconnected
		b.observer().ClientConnectionFailed(b.dial, core.ErrConnectionDone)
	},
	"K-014": func(b *bench) { b.lostBy(core.ErrTimeout, true) },
	"K-015": func(b *bench) { b.lostBy(core.ErrConnectionDone, false) },
	"K-016": func(b *bench) {
		var c core.Connector
		b.maker.started = func(connector core.Connector) { c = connector }
		b.to(Trying)
		b.dial.stop = func() { b.do(ClientConnectionFailed) }
		c.StopConnecting()
	},
	"P-021": func(b *bench) { b.c.ConnectionMade(nil) },
	"P-022": func(b *bench) { b.to(Alive); b.c.ChildDataReceived(2, []byte("x")) },
	"P-023": func(b *bench) { b.to(Alive); b.do(ChildConnectionLost, ChildConnectionLost) },
	"P-024": func(b *bench) { b.to(Exited); b.c.ProcessEnded(core.ErrProcessDone) },
	"P-025": func(b *bench) { b.to(Alive); b.c.ProcessExited(errors.New("no sentinel")) },
	"P-026": func(b *bench) {
		b.to(Exited)
		b.do(ChildConnectionLost)
		b.c.ProcessEnded(&core.ProcessExitError{Code: 1})
	},
	"P-027": func(b *bench) {
		b.to(Alive)
		b.proc.inside = func() { b.do(ProcessExited) }
		b.child.t.LoseConnection()
	},
	"P-028": func(b *bench) {
		b.to(Alive)
		b.child.onData = func() { b.do(ProcessExited) }
		b.do(ChildDataReceived)
	},
	"P-029": func(b *bench) {
		b.to(Alive)
		b.proc.write = func(p []byte) (int, error) { p[0] = 'X'; return len(p), nil }
		b.child.t.Write([]byte("abc"))
	},
	"P-030": func(b *bench) { b.to(Exited); b.child.t.SignalProcess("TERM") },
	"K-017": func(b *bench) {
		b.maker.started = func(c core.Connector) { c.Connect() }
		b.dial.again = func() error { return nil }
		b.to(Trying)
	},
}

// writes has the wire return n and err for three bytes.
func (b *bench) writes(n int, err error) {
	b.wire.write = func([]byte) (int, error) { return n, err }
	b.peer.t.Write([]byte("abc"))
}

// lostBy has an attempt end with reason, after its protocol's end or before.
func (b *bench) lostBy(reason error, after bool) {
	b.to(Trying)
	p, _ := b.f.BuildProtocol(there)
	p.ConnectionMade(b.wire)
	b.wire.lost = true
	if after {
		p.ConnectionLost(core.ErrConnectionDone)
	}
	b.dial.state = core.Disconnected
	b.observer().ClientConnectionLost(b.dial, reason)
}

func TestWatchCatchesEverythingThatDoesNotHold(t *testing.T) {
	for _, r := range rows {
		if r.Verdict != Holds {
			continue
		}
		breaks, ok := wrong[r.ID]
		if !ok {
			t.Errorf("%s: nothing breaks it", r.ID)
			continue
		}
		b := newBench()
		breaks(b)
		b.want(t, r.Says, r.ID)
	}
	for id := range wrong {
		if rowOf(id).Verdict != Holds {
			t.Errorf("%s is not a row that says what holds", id)
		}
	}
}

func TestWatchReportsNothingOfARightConversation(t *testing.T) {
	b := newBench()
	b.to(Open)
	b.do(PauseReading, ResumeReading, DescriptorReceived, DataReceived, RegisterPush, PauseProducing, ResumeProducing)
	b.peer.t.WriteSequence([][]byte{[]byte("a"), nil})
	b.do(UnregisterProducer, RegisterPull, StopProducing, LoseWriteConnection, WriteConnectionLost, ReadConnectionLost)
	if _, err := b.peer.t.Write([]byte("late")); !errors.Is(err, core.ErrWriteClosed) {
		t.Errorf("Write returned %v: the wrapped transport's answer goes through", err)
	}
	b.do(LoseConnection, AbortConnection, ConnectionLost, RegisterPush)
	b.peer.t.Write([]byte("later"))
	b.to(Started)
	b.do(DatagramReceived)
	b.list.t.Write([]byte("x"))
	b.list.t.Connect(there)
	b.list.t.Connect(here)
	b.list.t.Write([]byte("x"))
	b.do(ConnectionRefused, StopListening, StopProtocol, StopDone)
	b.to(Used)
	b.do(BuildProtocol, StartedConnecting, ClientConnectionFailed, StartedConnecting, ClientConnectionLost, StopFactory)
	b.want(t, "everything was right")
	Finish(b.p, b.d)
	b.want(t, "and came to its end")
	Finish(b.f)
	b.want(t, "but for the protocol that was built and never connected: that is no connection")
}

func TestFinishAsksAFactoryForAllItsConnections(t *testing.T) {
	b := newBench()
	b.to(Used)
	for range 3 {
		p, _ := b.f.BuildProtocol(there)
		p.ConnectionMade(b.wire)
	}
	Finish(b.f)
	b.want(t, "three are open", "T-030", "T-030", "T-030")
	defer func() {
		if v := recover(); !strings.Contains(fmt.Sprint(v), "not watched") {
			t.Errorf("Finish of something else panicked with %v", v)
		}
	}()
	Finish(&peer{})
}

func TestWatchPoisonsWhatWasLentAndBorrowed(t *testing.T) {
	b := newBench()
	b.to(Open)
	b.p.DataReceived([]byte("abc"))
	if string(b.peer.kept) != "\xDB\xDB\xDB" {
		t.Errorf("the protocol kept %q, want poison", b.peer.kept)
	}
	var kept []byte
	b.wire.write = func(p []byte) (int, error) { kept = p; return len(p), nil }
	borrowed := []byte("abc")
	b.peer.t.Write(borrowed)
	if string(kept) != "\xDB\xDB\xDB" || string(borrowed) != "abc" {
		t.Errorf("the transport kept %q of %q, want poison of what is unharmed", kept, borrowed)
	}
}

func TestWatchLetsAPanicThroughAndGoesOn(t *testing.T) {
	b := newBench()
	b.to(Open)
	b.peer.onData = func([]byte) { panic("broken") }
	func() {
		defer func() {
			if v := recover(); v != "broken" {
				t.Errorf("recovered %v", v)
			}
		}()
		b.p.DataReceived([]byte("x"))
	}()
	b.wire.lost = true
	b.p.ConnectionLost(&core.PanicError{In: "DataReceived of *contract.peer", Value: "broken"})
	b.want(t, "the panic ended the callback and the connection, in order")
}

func TestViolationReadsAsASentence(t *testing.T) {
	var got string
	p := Watch(&core.Base{}, func(v Violation) { got = v.Error() })
	p.DataReceived([]byte("x"))
	if want := `T-002: Nothing comes before ConnectionMade. Got DataReceived in state "fresh", of *core.Base.`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func ExampleWatch() {
	p := Watch(&core.Base{}, func(v Violation) { fmt.Println(v.Row.ID, v.Row.Says) })
	p.ConnectionMade(newWire())
	p.ConnectionMade(newWire())
	// Output: T-004 ConnectionMade comes once.
}

func BenchmarkWatch(b *testing.B) {
	w := newBench()
	w.to(Open)
	p := make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		w.p.DataReceived(p)
		w.peer.t.Write(p)
	}
}
