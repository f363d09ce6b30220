package fakes

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"ravel/core"
)

// teller is a Protocol that writes down what it is told, and can be made to act inside a callback.
type teller struct {
	core.Base
	log      []string
	kept     [][]byte // the lent slices themselves
	onMade   func(t core.Transport)
	onData   func(p string)
	onLost   func()
	onPause  func()
	onResume func()
}

func (p *teller) note(format string, a ...any) { p.log = append(p.log, fmt.Sprintf(format, a...)) }

func (p *teller) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	p.note("made")
	if p.onMade != nil {
		p.onMade(t)
	}
}

func (p *teller) DataReceived(lent []byte) {
	p.note("data %q", lent)
	p.kept = append(p.kept, lent)
	if p.onData != nil {
		p.onData(string(lent))
	}
}

func (p *teller) ConnectionLost(reason error) {
	p.note("lost: %v", reason)
	if p.onLost != nil {
		p.onLost()
	}
}

func (p *teller) PauseProducing() {
	p.note("pause")
	if p.onPause != nil {
		p.onPause()
	}
}

func (p *teller) ResumeProducing() {
	p.note("resume")
	if p.onResume != nil {
		p.onResume()
	}
}

func (p *teller) StopProducing() { p.note("stop") }

// want takes the log.
func (p *teller) want(t *testing.T, why string, events ...string) {
	t.Helper()
	if !slices.Equal(p.log, events) {
		t.Errorf("%s:\n got %q\nwant %q", why, p.log, events)
	}
	p.log = nil
}

// halfTeller is a teller that outlives one direction.
type halfTeller struct{ teller }

func (p *halfTeller) ReadConnectionLost()  { p.note("read lost") }
func (p *halfTeller) WriteConnectionLost() { p.note("write lost") }

// connected is a teller on a StringTransport.
func connected(c ...StringConfig) (*StringTransport, *teller) {
	s, p := NewStringTransport(c...), &teller{}
	s.Connect(p)
	p.log = nil
	return s, p
}

func TestStringTransportRemembersWhatWasWritten(t *testing.T) {
	s := NewStringTransport()
	borrowed := []byte("one ")
	if n, err := s.Write(borrowed); n != 4 || err != nil {
		t.Errorf("Write returned %d, %v; want 4, nil while connected", n, err)
	}
	copy(borrowed, "####")
	s.WriteSequence([][]byte{[]byte("two "), nil, []byte("three")})
	if got := string(s.Value()); got != "one two three" {
		t.Errorf("Value is %q: it must not alias what was borrowed", got)
	}
	if got := string(s.Take()); got != "one two three" {
		t.Errorf("Take is %q, want everything", got)
	}
	fmt.Fprint(s, " four")
	if got := string(s.Untaken()); got != " four" {
		t.Errorf("Untaken is %q, want what came after Take", got)
	}
	if got := s.Waiting(); !slices.Equal(got, []int{4, 4, 5, 5}) {
		t.Errorf("Waiting is %v, want the lengths of the writes", got)
	}
	s.Clear()
	if len(s.Value()) != 0 || s.Buffered() != 18 {
		t.Errorf("after Clear Value is %q and %d bytes wait, want nothing and all of them", s.Value(), s.Buffered())
	}
}

func TestStringTransportTellsTheEndWithTheTurn(t *testing.T) {
	s, p := connected()
	p.onLost = func() {
		if n, err := s.Write([]byte("late")); n != 0 || !errors.Is(err, core.ErrNotConnected) {
			t.Errorf("Write in ConnectionLost returned %d, %v; want 0, ErrNotConnected", n, err)
		}
		s.LoseConnection()
		s.AbortConnection()
	}
	fmt.Fprint(s, "a")
	s.LoseConnection()
	fmt.Fprint(s, "b")
	p.want(t, "nothing is told inside LoseConnection")
	if !s.Losing() || !s.Closing() || s.Lost() != nil {
		t.Error("it is losing and not yet lost")
	}
	s.Turn()
	s.Turn()
	p.want(t, "the end comes once", "lost: connection done")
	if got := string(s.Value()); got != "ab" {
		t.Errorf("the peer gets %q, want also what was written after LoseConnection", got)
	}
	if s.Losing() || !errors.Is(s.Lost(), core.ErrConnectionDone) {
		t.Errorf("lost with %v, want ErrConnectionDone", s.Lost())
	}
}

func TestStringTransportAbortsOnceAndDropsWhatWaits(t *testing.T) {
	s, p := connected(StringConfig{Hold: true})
	fmt.Fprint(s, "waits")
	s.LoseConnection()
	s.Turn()
	p.want(t, "LoseConnection waits for what was written")
	s.AbortConnection()
	s.AbortConnection()
	if !s.Aborting() || s.Losing() || s.Buffered() != 0 {
		t.Error("aborting has taken the place of losing, and nothing waits")
	}
	s.Turn()
	p.want(t, "the abort is the reason", "lost: connection aborted")
}

func TestStringTransportFeedsInOrderAndPoisonsTheLoan(t *testing.T) {
	s, p := connected()
	p.onData = func(data string) {
		if data == "a" {
			s.Feed("b")
		}
	}
	s.Feed("a")
	p.want(t, "what is fed inside DataReceived is never nested", `data "a"`, `data "b"`)
	for _, kept := range p.kept {
		if kept[0] != poison || cap(kept) != 1 {
			t.Errorf("a kept slice holds %q of capacity %d, want poison and no room", kept, cap(kept))
		}
	}

	s, p = NewStringTransport(), &teller{}
	p.onMade = func(core.Transport) { s.Feed("early") }
	s.Connect(p)
	p.want(t, "nor inside ConnectionMade", "made", `data "early"`)
}

func TestStringTransportPausesReading(t *testing.T) {
	s, p := connected()
	s.PauseReading()
	s.Feed("a")
	s.Feed("b")
	s.FeedEOF()
	p.want(t, "nothing is told while paused, nor the end behind unread bytes")
	s.ResumeReading()
	p.want(t, "nor inside ResumeReading")
	s.Turn()
	p.want(t, "the turn tells all of it in order", `data "a"`, `data "b"`, "lost: connection done")

	s, p = connected()
	s.PauseReading()
	s.FeedEOF()
	p.want(t, "an end with nothing unread before it is told while paused", "lost: connection done")

	s, p = connected()
	s.PauseReading()
	s.Feed("dropped")
	s.LoseConnection()
	s.ResumeReading()
	s.Feed("too late")
	s.FeedEOF()
	s.Turn()
	p.want(t, "LoseConnection drops input that waits", "lost: connection done")
}

func TestStringTransportHalfCloses(t *testing.T) {
	s, p := NewStringTransport(), &halfTeller{}
	s.Connect(p)
	fmt.Fprint(s, "req")
	s.LoseWriteConnection()
	s.LoseWriteConnection()
	p.want(t, "nothing is told inside LoseWriteConnection", "made")
	if n, err := s.Write([]byte("x")); n != 0 || !errors.Is(err, core.ErrWriteClosed) {
		t.Errorf("Write returned %d, %v; want 0, ErrWriteClosed", n, err)
	}
	s.Turn()
	p.want(t, "the own direction has ended", "write lost")
	s.Feed("resp")
	s.FeedEOF()
	p.want(t, "with both ended, so has the connection", `data "resp"`, "read lost", "lost: connection done")

	s, p = NewStringTransport(), &halfTeller{}
	s.Connect(p)
	s.FeedEOF()
	fmt.Fprint(s, "still writing")
	s.Turn()
	p.want(t, "the peer's end of stream leaves the connection open", "made", "read lost")
	s.LoseWriteConnection()
	s.Turn()
	p.want(t, "until the other direction ends", "write lost", "lost: connection done")
}

func TestStringTransportLosesForAnyReason(t *testing.T) {
	s, p := connected()
	fmt.Fprint(s, "never arrives")
	s.Lose(core.ErrConnectionLost)
	s.Lose(core.ErrConnectionDone)
	s.Turn()
	p.want(t, "the first reason is told, once", "lost: connection lost")

	s, p = connected()
	p.onData = func(string) { s.Lose(core.ErrConnectionLost); p.note("returned") }
	s.Feed("x")
	s.Turn()
	p.want(t, "inside a callback it waits", `data "x"`, "returned", "lost: connection lost")
}

func TestStringTransportRefusesStepsThatCannotBe(t *testing.T) {
	s, p := connected()
	p.onData = func(data string) {
		if data == "turn" {
			s.Turn()
		}
	}
	full, _ := connected()
	eof, eofPeer := NewStringTransport(), &halfTeller{}
	eof.Connect(eofPeer)
	eof.FeedEOF()
	for want, f := range map[string]func(){
		"Turn inside a callback": func() { s.Feed("turn") },
		"Feed before Connect":    func() { NewStringTransport().Feed("x") },
		"Connect twice":          func() { s.Connect(p) },
		"Feed after FeedEOF":     func() { eof.Feed("x") },
		"FeedEOF twice":          func() { eof.FeedEOF() },
		"Lose without a reason":  func() { s.Lose(nil) },
		"unreadMax":              func() { full.PauseReading(); full.Feed(strings.Repeat("x", unreadMax+1)) },
		"at most one":            func() { NewStringTransport(StringConfig{}, StringConfig{}) },
	} {
		if err := recovered(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a panic that says %q", err, want)
		}
	}
}

func TestStringTransportAddressesAndOptions(t *testing.T) {
	s := NewStringTransport()
	if got := fmt.Sprint(s.LocalAddr(), " ", s.RemoteAddr()); got != "10.0.0.1:1234 192.168.1.1:54321" {
		t.Errorf("the addresses are %s", got)
	}
	remote := core.TCPAddr(netip.MustParseAddrPort("[::1]:9"))
	if got := NewStringTransport(StringConfig{Remote: remote}).RemoteAddr(); got != net.Addr(remote) {
		t.Errorf("the peer is %v, want the one that was given", got)
	}
	if on, err := s.NoDelay(); !on || err != nil {
		t.Errorf("NoDelay is %v, %v; it is on at first", on, err)
	}
	if on, err := s.KeepAlive(); on || err != nil {
		t.Errorf("KeepAlive is %v, %v; it is off at first", on, err)
	}
	s.SetNoDelay(false)
	s.SetKeepAlive(true)
	if on, _ := s.NoDelay(); on {
		t.Error("NoDelay was set off")
	}
	if on, _ := s.KeepAlive(); !on {
		t.Error("KeepAlive was set on")
	}
	s.Lose(core.ErrConnectionLost)
	if _, err := s.NoDelay(); !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("after the loss NoDelay says %v, want ErrNotConnected", err)
	}
	if err := s.SetKeepAlive(true); !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("after the loss SetKeepAlive says %v, want ErrNotConnected", err)
	}
}

// The greeting client of README: what people write.
func ExampleStringTransport() {
	greeter := &teller{onMade: func(t core.Transport) { fmt.Fprint(t, "hello\r\n") }}
	t := NewStringTransport()
	t.Connect(greeter)
	fmt.Printf("%q\n", t.Take())
	t.Feed("bye\r\n")
	t.FeedEOF()
	fmt.Printf("%q %v\n", greeter.log, t.Lost())
	// Output:
	// "hello\r\n"
	// ["made" "data \"bye\\r\\n\"" "lost: connection done"] connection done
}
