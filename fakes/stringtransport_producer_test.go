package fakes

import (
	"errors"
	"fmt"
	"testing"

	"ravel/core"
)

func TestStringTransportProducerRules(t *testing.T) {
	s, p := connected()
	second := &teller{}
	if err := s.RegisterPush(p); err != nil || s.Producer() != core.Producer(p) {
		t.Errorf("RegisterPush: %v, registered %v", err, s.Producer())
	}
	if err := s.RegisterPush(second); !errors.Is(err, core.ErrProducerRegistered) {
		t.Errorf("a second push producer: %v, want ErrProducerRegistered", err)
	}
	if err := s.RegisterPull(second); !errors.Is(err, core.ErrProducerRegistered) {
		t.Errorf("a second pull producer: %v, want ErrProducerRegistered", err)
	}
	s.UnregisterProducer()
	s.UnregisterProducer()
	if s.Producer() != nil {
		t.Error("unregistering twice is unregistering once")
	}
	p.want(t, "ST-01: no producer is called by any of this")
	second.want(t, "nor the refused one")
}

func TestStringTransportPausesAPushProducerAboveTheHighWaterMark(t *testing.T) {
	s, p := connected(StringConfig{HighWater: 4, Hold: true})
	s.RegisterPush(p)
	fmt.Fprint(s, "1234")
	p.want(t, "at the mark nothing happens")
	fmt.Fprint(s, "5")
	fmt.Fprint(s, "6")
	p.want(t, "above it the producer is paused, once", "pause")
	if !s.ProducerPaused() {
		t.Error("the transport says that it paused the producer")
	}
	if got := string(s.Drain(5)); got != "12345" {
		t.Errorf("Drain(5) is %q", got)
	}
	p.want(t, "something still waits")
	if got := string(s.Drain(5)); got != "6" {
		t.Errorf("Drain is %q, want the rest", got)
	}
	p.want(t, "nothing waits any more", "resume")
	s.Turn()
	p.want(t, "it is resumed once")
	s.Lose(core.ErrConnectionLost)
	p.want(t, "the producer is stopped before ConnectionLost", "stop", "lost: connection lost")
}

func TestStringTransportAsksAPullProducer(t *testing.T) {
	s, p := connected()
	p.onResume = func() { fmt.Fprint(s, "x") }
	s.RegisterPull(p)
	p.want(t, "RegisterPull asks for a piece", "resume")
	s.Turn()
	p.want(t, "and again once that has left", "resume")
	s.Hold(true)
	s.Turn()
	p.want(t, "not while it waits")
	s.Hold(false)

	s.LoseConnection()
	s.Turn()
	p.want(t, "LoseConnection waits for the producer", "resume")
	p.onResume = func() { s.UnregisterProducer() }
	s.Turn()
	p.want(t, "and comes once it is unregistered", "resume", "lost: connection done")
	if got := string(s.Value()); got != "xxx" {
		t.Errorf("the producer wrote %q", got)
	}
}

func TestStringTransportStopsAProducerThatComesTooLate(t *testing.T) {
	for why, end := range map[string]func(s *StringTransport){
		"after the loss":            func(s *StringTransport) { s.Lose(core.ErrConnectionLost) },
		"after AbortConnection":     func(s *StringTransport) { s.AbortConnection() },
		"after LoseWriteConnection": func(s *StringTransport) { s.LoseWriteConnection() },
	} {
		s, p := connected()
		end(s)
		p.log = nil
		s.RegisterPush(p)
		s.RegisterPull(p)
		p.want(t, why+" each is stopped at once", "stop", "stop")
	}
}

func TestStringTransportStopsTheProducerWhenItsDirectionHasEnded(t *testing.T) {
	s, p := NewStringTransport(), &halfTeller{}
	s.Connect(p)
	s.RegisterPull(p)
	s.LoseWriteConnection()
	p.want(t, "nothing inside LoseWriteConnection", "made", "resume")
	s.Turn()
	p.want(t, "it is not asked any more", "stop", "write lost")
}

func TestStringTransportAsksAPullProducerOnceForAPiece(t *testing.T) {
	s, p := connected()
	s.RegisterPull(p)
	s.Turn()
	p.want(t, "it owes the first piece still", "resume")
	fmt.Fprint(s, "x")
	s.Turn()
	p.want(t, "and is asked for the next once that has left", "resume")
}

func TestStringTransportAbortsWhenTheOutboxIsFull(t *testing.T) {
	s, p := connected(StringConfig{OutboxMax: 4})
	fmt.Fprint(s, "1234")
	if n, err := s.Write([]byte("5")); n != 0 || err == nil {
		t.Errorf("the write at the limit returned %d, %v; want a refusal", n, err)
	}
	p.want(t, "nothing is told inside Write")
	s.Turn()
	p.want(t, "the connection ends for it", "lost: more written than the outbox limit")
}
