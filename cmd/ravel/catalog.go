package main

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"ravel/cmd/ravel/worlds"
	"ravel/core"
	"ravel/protocols/chargen"
	"ravel/protocols/chat"
	"ravel/protocols/daytime"
	"ravel/protocols/discard"
	"ravel/protocols/echo"
	"ravel/protocols/finger"
	"ravel/protocols/framing"
	"ravel/protocols/intprefix"
	"ravel/protocols/netstring"
	"ravel/protocols/qotd"
	"ravel/protocols/timep"
	"ravel/reactortest/sim"
)

// A service is a protocol that can be served and simulated by name.
type service struct {
	name, about string
	stream      worlds.Serve
	datagram    func(r core.Reactor) core.DatagramProtocol // nil: over streams only
	world       func(serve worlds.Serve) func(w *sim.World)
}

// quote is what qotd says, and users what finger knows: those of the articles.
const quote = "An apple a day keeps the doctor away\r\n"

var users = map[string]string{"moshez": "Happy and well"}

func services() []service {
	return []service{
		{
			name: "chat", about: "a room: give a name, then everyone hears what you say",
			stream: func(core.Reactor) core.Factory { return chat.Factory(chat.Config{}) },
			world:  worlds.Chat,
		},
		{
			name: "echo", about: "sends back what it gets (RFC 862)",
			stream:   func(core.Reactor) core.Factory { return echo.Factory(echo.Config{}) },
			datagram: func(core.Reactor) core.DatagramProtocol { return echo.Datagram(echo.Config{}) },
			world: asking(func(_ int, r core.Reactor) worlds.Exchange {
				text := worlds.Text(r, 20_000)
				return worlds.Exchange{Ask: text, Check: worlds.Same(text, false)}
			}),
		},
		{
			name: "discard", about: "reads and forgets (RFC 863)",
			stream:   func(core.Reactor) core.Factory { return discard.Factory(discard.Config{}) },
			datagram: func(core.Reactor) core.DatagramProtocol { return discard.Datagram(discard.Config{}) },
			world: asking(func(_ int, r core.Reactor) worlds.Exchange {
				return worlds.Exchange{Ask: worlds.Text(r, 20_000), Check: worlds.Same(nil, false)}
			}),
		},
		{
			name: "chargen", about: "writes for as long as somebody reads (RFC 864)",
			stream:   func(core.Reactor) core.Factory { return chargen.Factory(chargen.Config{}) },
			datagram: func(core.Reactor) core.DatagramProtocol { return chargen.Datagram(chargen.Config{}) },
			world:    asking(hearsThePattern),
		},
		{
			name: "daytime", about: "tells the time to people (RFC 867)",
			stream:   func(r core.Reactor) core.Factory { return daytime.Factory(r, daytime.Config{}) },
			datagram: func(r core.Reactor) core.DatagramProtocol { return daytime.Datagram(r, daytime.Config{}) },
			world:    asking(hearsALine),
		},
		{
			name: "time", about: "tells the time to machines (RFC 868)",
			stream:   func(r core.Reactor) core.Factory { return timep.Factory(r, timep.Config{}) },
			datagram: func(r core.Reactor) core.DatagramProtocol { return timep.Datagram(r, timep.Config{}) },
			world:    asking(hearsTheTime),
		},
		qotdService(quote),
		fingerService(users),
		{
			name: "netstring", about: "sends back each netstring",
			stream: func(core.Reactor) core.Factory { return framing.StringEchoFactory(netstring.Codec(0)) },
			world: asking(func(_ int, r core.Reactor) worlds.Exchange {
				var ask []byte
				for range 20 {
					text := worlds.Text(r, 500)
					ask = fmt.Appendf(ask, "%d:%s,", len(text), text)
				}
				return worlds.Exchange{Ask: ask, Check: worlds.Same(append([]byte(nil), ask...), false)}
			}),
		},
		{
			name: "int32", about: "sends back each string behind a 32-bit length",
			stream: func(core.Reactor) core.Factory { return framing.StringEchoFactory(intprefix.Format{}.Codec()) },
			world: asking(func(_ int, r core.Reactor) worlds.Exchange {
				var ask []byte
				for range 20 {
					text := worlds.Text(r, 500)
					ask = append(binary.BigEndian.AppendUint32(ask, uint32(len(text))), text...)
				}
				return worlds.Exchange{Ask: ask, Check: worlds.Same(append([]byte(nil), ask...), false)}
			}),
		},
	}
}

// qotdService says that quote.
func qotdService(quote string) service {
	return service{
		name: "qotd", about: "says its quote of the day (RFC 865)",
		stream:   func(core.Reactor) core.Factory { return qotd.Factory(quote) },
		datagram: func(core.Reactor) core.DatagramProtocol { return qotd.Datagram(quote) },
		world: asking(func(int, core.Reactor) worlds.Exchange {
			return worlds.Exchange{Check: worlds.Same([]byte(quote), true)}
		}),
	}
}

// fingerService knows those users.
func fingerService(users map[string]string) service {
	return service{
		name: "finger", about: "tells about its users (RFC 1288)",
		stream: func(core.Reactor) core.Factory { return finger.Factory(finger.Config{Users: users}) },
		world: asking(func(i int, _ core.Reactor) worlds.Exchange {
			if i%2 == 0 {
				return worlds.Exchange{Ask: []byte("moshez\r\n"), Check: worlds.Same([]byte("Happy and well\r\n"), true)}
			}
			return worlds.Exchange{Ask: []byte("nobody\r\n"), Check: worlds.Same([]byte("No such user\r\n"), true)}
		}),
	}
}

func asking(exchange func(int, core.Reactor) worlds.Exchange) func(worlds.Serve) func(*sim.World) {
	return func(serve worlds.Serve) func(*sim.World) { return worlds.Asking(serve, exchange) }
}

// hearsThePattern wants 10,000 bytes of lines of 72 characters, each line one character further on.
func hearsThePattern(int, core.Reactor) worlds.Exchange {
	return worlds.Exchange{Check: func(heard []byte, _ bool) (bool, error) {
		for at := 0; at+74 <= len(heard); at += 74 {
			for i, c := range heard[at : at+72] {
				if want := byte(' ' + (at/74+i)%95); c != want {
					return false, fmt.Errorf("line %d, column %d: heard %q, want %q", at/74, i, c, want)
				}
			}
		}
		return len(heard) >= 10_000, nil
	}}
}

// hearsALine wants one line, and then the end.
func hearsALine(int, core.Reactor) worlds.Exchange {
	return worlds.Exchange{Check: func(heard []byte, ended bool) (bool, error) {
		if ended && !strings.HasSuffix(string(heard), "\r\n") {
			return false, fmt.Errorf("heard %q, which is no line", heard)
		}
		return ended, nil
	}}
}

// hearsTheTime wants the present time, give or take what the network takes.
func hearsTheTime(_ int, r core.Reactor) worlds.Exchange {
	return worlds.Exchange{Check: func(heard []byte, ended bool) (bool, error) {
		if !ended {
			return false, nil
		}
		if len(heard) != 4 {
			return false, fmt.Errorf("heard %d bytes, want 4", len(heard))
		}
		const since1900 = 2208988800
		said := time.Unix(int64(binary.BigEndian.Uint32(heard))-since1900, 0)
		if late := r.Now().Sub(said); late < 0 || late > 10*time.Second {
			return false, fmt.Errorf("heard %v at %v", said, r.Now())
		}
		return true, nil
	}}
}

func serviceNames() (names []string) {
	for _, s := range services() {
		names = append(names, s.name)
	}
	return names
}

func findService(name string) (service, error) {
	for _, s := range services() {
		if s.name == name {
			return s, nil
		}
	}
	return service{}, usagef("unknown protocol %q; there are %s", name, strings.Join(serviceNames(), ", "))
}
