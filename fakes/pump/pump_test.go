package pump

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/contract"
)

// A side is a protocol that writes down what it is told in a log that both sides share.
type side struct {
	core.Base
	name   string
	log    *[]string
	onMade func(t core.Transport)
	onData func(p string)
	onEOF  func()
	got    bytes.Buffer
}

func (s *side) note(format string, a ...any) {
	*s.log = append(*s.log, s.name+" "+fmt.Sprintf(format, a...))
}

func (s *side) ConnectionMade(t core.Transport) {
	s.Base.ConnectionMade(t)
	s.note("made")
	if s.onMade != nil {
		s.onMade(t)
	}
}

func (s *side) DataReceived(p []byte) {
	s.note("data %q", p)
	s.got.Write(p)
	if s.onData != nil {
		s.onData(string(p))
	}
}

func (s *side) ConnectionLost(reason error) { s.note("lost: %v", reason) }

// An aware side outlives one direction.
type aware struct{ *side }

func (s aware) ReadConnectionLost() {
	s.note("read lost")
	if s.onEOF != nil {
		s.onEOF()
	}
}
func (s aware) WriteConnectionLost() { s.note("write lost") }

// pair is two sides with one log.
func pair() (server, client *side, log *[]string) {
	log = new([]string)
	return &side{name: "S", log: log}, &side{name: "C", log: log}, log
}

// watch fails t if the pump breaks the contract.
func watch(t *testing.T, p core.Protocol) core.Protocol {
	return contract.Watch(p, func(v contract.Violation) { t.Helper(); t.Error(v) })
}

func wantLog(t *testing.T, why string, log *[]string, events ...string) {
	t.Helper()
	if !slices.Equal(*log, events) {
		t.Errorf("%s:\n got %q\nwant %q", why, *log, events)
	}
	*log = nil
}

func TestPumpGreetsEchoesAndCloses(t *testing.T) {
	s, c, log := pair()
	s.onMade = func(t core.Transport) { fmt.Fprint(t, "hi") }
	c.onData = func(p string) { fmt.Fprint(c.Transport, p) }
	s.onData = func(string) { s.Transport.LoseConnection() }
	p := Connect(watch(t, s), watch(t, c))
	p.Flush()
	wantLog(t, "SIM-01", log, "S made", "C made", `C data "hi"`, `S data "hi"`, "C lost: connection done", "S lost: connection done")
}

func TestPumpIsLockStep(t *testing.T) {
	s, c, log := pair()
	s.onMade = func(t core.Transport) { fmt.Fprint(t, "ping") }
	c.onMade = func(t core.Transport) { fmt.Fprint(t, "hello") }
	c.onData = func(string) { fmt.Fprint(c.Transport, "pong") }
	p := Connect(watch(t, s), watch(t, c))
	wantLog(t, "nothing moves by itself", log, "S made", "C made")
	if !p.Step() {
		t.Error("the answer is still under way")
	}
	wantLog(t, "one piece each way, no answer yet", log, `C data "ping"`, `S data "hello"`)
	if p.Step() || !p.Quiet() {
		t.Error("nothing is under way any more")
	}
	wantLog(t, "the answer", log, `S data "pong"`)
	if steps := p.Flush(); steps != 0 {
		t.Errorf("a quiet pump took %d steps", steps)
	}
}

func TestPumpDeliversWhatWasWrittenBeforeTheEnd(t *testing.T) {
	s, c, log := pair()
	s.onMade = func(t core.Transport) { fmt.Fprint(t, "bye"); t.LoseConnection() }
	Connect(watch(t, s), watch(t, c), Config{Policy: ByteByByte}).Flush()
	wantLog(t, "every byte arrives before the end", log,
		"S made", "C made", `C data "b"`, "S lost: connection done", `C data "y"`, `C data "e"`, "C lost: connection done")
}

func TestPumpHalfCloses(t *testing.T) {
	s, c, log := pair()
	c.onMade = func(t core.Transport) { fmt.Fprint(t, "req"); t.(core.HalfCloser).LoseWriteConnection() }
	s.onEOF = func() { fmt.Fprint(s.Transport, "resp"); s.Transport.LoseConnection() }
	Connect(watch(t, aware{s}), watch(t, aware{c})).Flush()
	wantLog(t, "TCP-06", log, "S made", "C made", `S data "req"`, "C write lost", "S read lost",
		"S lost: connection done", `C data "resp"`, "C read lost", "C lost: connection done")
}

func TestPumpAborts(t *testing.T) {
	s, c, log := pair()
	s.onMade = func(t core.Transport) { fmt.Fprint(t, "never"); t.AbortConnection() }
	p := Connect(watch(t, s), watch(t, c))
	wantLog(t, "nothing inside the call", log, "S made", "C made")
	p.Flush()
	wantLog(t, "TCP-02: what waited is dropped", log, "S lost: connection aborted", "C lost: connection lost")

	s, c, log = pair()
	c.onMade = func(t core.Transport) { fmt.Fprint(t, "ab") }
	s.onData = func(string) { s.Transport.AbortConnection() }
	Connect(watch(t, s), watch(t, c), Config{Policy: ByteByByte}).Flush()
	wantLog(t, "what is under way to who aborted is dropped as well", log,
		"S made", "C made", `S data "a"`, "S lost: connection aborted", "C lost: connection lost")
}

func TestPumpResetsWhoWritesToWhoIsGone(t *testing.T) {
	s, c, log := pair()
	s.onMade = func(t core.Transport) { t.LoseConnection() }
	c.onEOF = func() { fmt.Fprint(c.Transport, "anybody?") }
	Connect(watch(t, s), watch(t, aware{c})).Flush()
	wantLog(t, "bytes for a side that is gone come back as a reset", log,
		"S made", "C made", "C read lost", "S lost: connection done", "C lost: connection lost")
}

func TestPumpHoldsBackForWhoHasPaused(t *testing.T) {
	s, c, log := pair()
	push := &counter{}
	c.onMade = func(t core.Transport) { t.(core.ReadPauser).PauseReading() }
	s.onMade = func(t core.Transport) {
		t.(core.Consumer).RegisterPush(push)
		t.Write(make([]byte, pipeMax+core.HighWater))
	}
	p := Connect(watch(t, s), watch(t, c))
	p.Flush()
	if push.pauses != 1 || push.resumes != 0 || p.Server.Buffered() != core.HighWater {
		t.Errorf("paused %d times, resumed %d, %d bytes wait", push.pauses, push.resumes, p.Server.Buffered())
	}
	wantLog(t, "nothing arrives", log, "S made", "C made")
	c.Transport.(core.ReadPauser).ResumeReading()
	p.Flush()
	if push.resumes != 1 || c.got.Len() != pipeMax+core.HighWater {
		t.Errorf("resumed %d times, %d bytes arrived", push.resumes, c.got.Len())
	}
}

type counter struct{ pauses, resumes, stops int }

func (c *counter) PauseProducing()  { c.pauses++ }
func (c *counter) ResumeProducing() { c.resumes++ }
func (c *counter) StopProducing()   { c.stops++ }

func TestPumpMovesAPullProducer(t *testing.T) {
	s, c, _ := pair()
	f := &file{left: 5}
	s.onMade = func(t core.Transport) { f.t = t; t.(core.Consumer).RegisterPull(f) }
	p := Connect(watch(t, s), watch(t, c))
	p.Flush()
	if got := c.got.String(); got != "54321" || !errors.Is(p.Server.Lost(), core.ErrConnectionDone) {
		t.Errorf("got %q, lost with %v", got, p.Server.Lost())
	}
}

// A file produces some digits and leaves.
type file struct {
	t    core.Transport
	left int
}

func (f *file) StopProducing() {}
func (f *file) ResumeProducing() {
	if f.left == 0 {
		f.t.LoseConnection()
		f.t.(core.Consumer).UnregisterProducer()
		return
	}
	fmt.Fprint(f.t, f.left)
	f.left--
}

func TestPumpOfFactories(t *testing.T) {
	s, c, log := pair()
	var peers []string
	of := func(p core.Protocol, err error) core.Factory {
		return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
			peers = append(peers, peer.String())
			return p, err
		})
	}
	p, err := ConnectFactories(of(s, nil), of(c, nil))
	if err != nil || p.Server.RemoteAddr() != p.Client.LocalAddr() || p.Client.RemoteAddr() != p.Server.LocalAddr() {
		t.Errorf("%v, and the addresses face each other", err)
	}
	wantLog(t, "each builds its side", log, "S made", "C made")
	if !slices.Equal(peers, []string{"192.168.1.1:54321", "10.0.0.1:1234"}) {
		t.Errorf("they were built for %q", peers)
	}
	if _, err := ConnectFactories(of(nil, nil), of(c, nil)); err == nil || !strings.Contains(err.Error(), "server's factory refused") {
		t.Errorf("a refusal: %v", err)
	}
	if _, err := ConnectFactories(of(s, nil), of(nil, core.ErrTimeout)); !errors.Is(err, core.ErrTimeout) {
		t.Errorf("a failure: %v", err)
	}
}

func TestPumpRefusesAPolicyThatMovesNothing(t *testing.T) {
	s, c, _ := pair()
	s.onMade = func(t core.Transport) { fmt.Fprint(t, "x") }
	defer func() {
		if v := fmt.Sprint(recover()); v != "pump: a policy has 0 of 1 bytes arrive" {
			t.Errorf("panicked with %q", v)
		}
	}()
	Connect(s, c, Config{Policy: func([]int) int { return 0 }}).Flush()
}

func ExampleConnect() {
	server, client, log := pair()
	server.onMade = func(t core.Transport) { fmt.Fprint(t, "An apple a day\r\n"); t.LoseConnection() }
	Connect(server, client).Flush()
	fmt.Println(strings.Join(*log, "\n"))
	// Output:
	// S made
	// C made
	// C data "An apple a day\r\n"
	// S lost: connection done
	// C lost: connection done
}
