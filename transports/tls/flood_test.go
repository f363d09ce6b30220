package tls_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/tls"
)

// flood is more records without anything in them than a connection takes: crypto/tls gives up after sixteen.
const flood = 17

// A peer that is entitled to the connection and abuses it loses it, and nothing of it is delivered.
func TestWhatNobodySendsInEarnestEndsTheConnection(t *testing.T) {
	tooMany := "too many non-advancing records"
	for _, abuse := range []struct {
		name string
		make func(f *forger) [][]byte
		why  string
	}{
		{"empty records", func(f *forger) [][]byte {
			return repeated(func() []byte { return f.record(typeApplication, nil) })
		}, "too many ignored records"},
		{"new keys", func(f *forger) [][]byte {
			return repeated(func() []byte { return f.update(0) })
		}, tooMany},
		{"new keys, asking for ours", func(f *forger) [][]byte {
			return repeated(func() []byte { return f.update(1) })
		}, tooMany},
		{"alerts that mean nothing", func(f *forger) [][]byte {
			return repeated(func() []byte { return f.record(typeAlert, []byte{1, 90}) })
		}, "too many ignored records"},
		{"a record that is too long", func(f *forger) [][]byte {
			return [][]byte{f.record(typeApplication, make([]byte, 1<<14+1))}
		}, "record overflow"},
		{"a header of a record that is far too long", func(f *forger) [][]byte {
			return [][]byte{{typeApplication, 3, 3, 0xff, 0xff}}
		}, "oversized record received with length 65535"},
		{"a message of the handshake", func(f *forger) [][]byte {
			return [][]byte{f.record(typeHandshake, append([]byte{20, 0, 0, 32}, make([]byte, 32)...))} // Finished
		}, "unexpected"},
		{"a message that is too long", func(f *forger) [][]byte {
			return [][]byte{f.record(typeHandshake, []byte{4, 0xff, 0xff, 0xff})}
		}, "exceeds maximum"},
		{"an unknown type", func(f *forger) [][]byte {
			return [][]byte{f.record(99, []byte("x"))}
		}, "unexpected message"},
		{"a record in the clear", func(f *forger) [][]byte {
			return [][]byte{{typeHandshake, 3, 3, 0, 4, 0, 0, 0, 0}}
		}, "bad record MAC"},
	} {
		t.Run(abuse.name, func(t *testing.T) {
			g := newRig(t)
			s := g.end("S")
			f := g.forging(s)
			f.sends(abuse.make(f)...)
			g.settle()
			g.want("it is not delivered", s, "made", "shaken", "lost: lost")
			if s.reason == nil || !strings.Contains(s.reason.Error(), abuse.why) {
				t.Errorf("the reason is %v, want %q in it", s.reason, abuse.why)
			}
			f.below.AbortConnection()
			g.over()
		})
	}
}

func repeated(record func() []byte) (all [][]byte) {
	for range flood {
		all = append(all, record())
	}
	return all
}

// A peer may have new keys as often as it says something between them. Each answer of ours is bounded by what it
// says, and all of them by the outbox.
func TestAnswersToAPeerThatDoesNotReadAreBounded(t *testing.T) {
	g := newRig(t)
	s := g.end("S")
	f := &forger{t: t, keys: keyLog{}}
	g.client.KeyLogWriter = f.keys
	c := g.end("C")
	l, err := g.r.ListenTLS("127.0.0.1:0", g.factory(s), g.server, core.ListenConfig{ConnConfig: core.ConnConfig{OutboxMax: 1000}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.r.ConnectTLS(l.Addr().String(), g.factory(c), g.client); err != nil {
		t.Fatal(err)
	}
	g.settle()
	l.StopListening(nil)
	f.below, f.secret = below(c), f.keys["CLIENT_TRAFFIC_SECRET_0"]
	f.below.(core.ReadPauser).PauseReading()
	for n := 0; s.reason == nil; n++ {
		if n == 1<<16 {
			t.Fatalf("%d answers wait for a peer that does not read", n)
		}
		f.sends(f.update(1), f.record(typeApplication, []byte("x")))
		g.r.Turn()
		g.r.Turn()
	}
	g.want("the end is a full outbox", s, "made", "shaken", "data", "lost: outbox full")
	f.below.AbortConnection()
	g.over()
}

func TestNewKeysInEarnestAreAnsweredAndUsed(t *testing.T) {
	g := newRig(t)
	s := g.end("S")
	f := g.forging(s)
	c := g.ends[len(g.ends)-1]
	s.onData = func(p []byte) { s.t.Write(p) }
	for n := range 3 * flood {
		f.sends(f.update(1), f.record(typeApplication, []byte("x")))
		for len(c.received) == n && s.reason == nil {
			g.r.Turn()
		}
	}
	g.wantThat("bytes between them make them no flood", len(s.received) == 3*flood)
	g.wantThat("and the answers are read with the new keys of the server", string(c.received) == strings.Repeat("x", 3*flood))
	f.sends(f.record(typeAlert, []byte{1, 0}))
	g.settle()
	g.want("to the end", s, "made", "shaken", "data", "lost: done")
	g.over()
}

// The time of a handshake is one for all of it, however often something comes.
func TestAHandshakeInDropsHasNoMoreTime(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	g.connectWith(tls.Server(g.r, g.server, g.factory(s), tls.Limits{HandshakeTimeout: 10 * time.Second}), g.factory(c))
	for _, b := range []byte{typeHandshake, 3, 1, 1, 0, 1, 0, 0, 0xfc} {
		c.t.Write([]byte{b})
		g.r.Advance(time.Second)
	}
	g.r.Advance(900 * time.Millisecond)
	g.want("until then it may come", s, "made")
	g.r.Advance(100 * time.Millisecond)
	g.settle()
	g.want("then it is over", s, "made", "lost: timeout")
	g.over()
}

// Before anybody is verified a peer can make a server keep no more than crypto/tls takes for one message.
func TestAHandshakeOfAnyLengthIsRefused(t *testing.T) {
	for name, first := range map[string][]byte{
		"a message of sixteen megabytes": {typeHandshake, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff},
		"a record of sixty kilobytes":    {typeHandshake, 3, 1, 0xff, 0xff},
		"an empty message for ever":      bytes.Repeat([]byte{typeHandshake, 3, 1, 0, 0}, flood),
		"warnings for ever":              bytes.Repeat([]byte{typeAlert, 3, 1, 0, 2, 1, 90}, flood),
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t)
			s, c := g.end("S"), g.end("C")
			g.connectWith(tls.Server(g.r, g.server, g.factory(s)), g.factory(c))
			c.t.Write(append(first, make([]byte, 1<<14)...))
			g.settle()
			g.want("at once, not at the deadline", s, "made", "lost: lost")
			g.over()
		})
	}
}
