package worlds

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"ravel/core"
	"ravel/protocols/chat"
	"ravel/protocols/echo"
	"ravel/reactortest/sim"
)

// fails runs a world with a few seeds and wants each to fail with a word on why.
func fails(t *testing.T, why string, build func(w *sim.World)) {
	t.Helper()
	for seed := uint64(1); seed <= 3; seed++ {
		if r := sim.Run(seed, build); !strings.Contains(strings.Join(r.Failures, "\n"), why) {
			t.Errorf("seed %d: the failures are %q, want %q among them", seed, r.Failures, why)
		}
	}
}

// served is f as the factory of a world's server.
func served(f func() core.Factory) Serve { return func(core.Reactor) core.Factory { return f() } }

// spoilt is a factory whose protocols write through spoil.
func spoilt(f core.Factory, spoil func(p []byte) []byte) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		p, err := f.BuildProtocol(peer)
		return &spoiler{p, spoil}, err
	})
}

type spoiler struct {
	core.Protocol
	spoil func(p []byte) []byte
}

func (s *spoiler) ConnectionMade(t core.Transport) {
	s.Protocol.ConnectionMade(&spoilTransport{t, s.spoil})
}

type spoilTransport struct {
	core.Transport
	spoil func(p []byte) []byte
}

func (s *spoilTransport) Write(p []byte) (int, error) {
	if _, err := s.Transport.Write(s.spoil(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func room() core.Factory { return chat.Factory(chat.Config{}) }
func echoes() core.Factory {
	return echo.Factory(echo.Config{})
}

func asksForItsText(_ int, r core.Reactor) Exchange {
	text := Text(r, 1000)
	return Exchange{Ask: text, Check: Same(text, false)}
}

func TestGoodServersPass(t *testing.T) {
	sim.Check(t, sim.Seeds(10), Chat(served(room)))
	sim.Check(t, sim.Seeds(10), Asking(served(echoes), asksForItsText))
}

func TestAChatThatChangesWhatIsSaidFails(t *testing.T) {
	fails(t, `heard "LINE 0"`, Chat(served(func() core.Factory {
		return spoilt(room(), func(p []byte) []byte { return bytes.Replace(p, []byte("> line"), []byte("> LINE"), 1) })
	})))
}

func TestAChatThatForgetsAMessageFails(t *testing.T) {
	fails(t, `heard "line 4" from guest0, want "line 3"`, Chat(served(func() core.Factory {
		return spoilt(room(), func(p []byte) []byte {
			if string(p) == "<guest0> line 3\r\n" {
				return nil
			}
			return p
		})
	})))
}

func TestARoomForEachOfThemFails(t *testing.T) {
	alone := core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) { return room().BuildProtocol(peer) })
	fails(t, "two are called guest", Chat(served(func() core.Factory { return alone })))
}

func TestAnEchoThatChangesAByteFails(t *testing.T) {
	fails(t, "want", Asking(served(func() core.Factory {
		return spoilt(echoes(), func(p []byte) []byte { return bytes.Repeat([]byte{p[0] ^ 1}, len(p)) })
	}), asksForItsText))
}

func TestAServerThatSaysNothingFails(t *testing.T) {
	fails(t, "every client has heard what it wanted", Asking(served(func() core.Factory {
		return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
	}), asksForItsText))
}

func TestAServerThatRefusesFails(t *testing.T) {
	fails(t, "the connection ended early", Asking(served(func() core.Factory {
		return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, nil })
	}), asksForItsText))
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		want  string
		end   bool
		heard string
		ended bool
		done  bool
		wrong bool
	}{
		{"ab", false, "", false, false, false},
		{"ab", false, "a", false, false, false},
		{"ab", false, "ab", false, true, false},
		{"ab", false, "ab", true, false, false}, // the server was not to end it
		{"ab", true, "ab", false, false, false},
		{"ab", true, "ab", true, true, false},
		{"ab", true, "a", true, false, false}, // too early
		{"ab", false, "ax", false, false, true},
		{"ab", false, "abc", false, false, true},
		{"", false, "", false, true, false},
	} {
		done, err := Same([]byte(c.want), c.end)([]byte(c.heard), c.ended)
		if done != c.done && !c.wrong || (err != nil) != c.wrong {
			t.Errorf("Same(%q, %t)(%q, %t) = %t, %v", c.want, c.end, c.heard, c.ended, done, err)
		}
	}
}
