package specs

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"ravel/core"
	"ravel/core/port"
	"ravel/fakes"
	"ravel/fakes/kernel"
	"ravel/reactortest"
)

var _ = reactortest.Describe("conformance of the fake", fakeBench)

// fakeBench is a bench for the reactor on a simulated host.
func fakeBench() reactortest.Bench {
	return reactortest.Bench{
		New:        func() core.Reactor { return withShell(fakes.NewReactor(fakes.Config{Seed: 1, Logger: quiet()})) },
		Lacks:      []reactortest.Facet{reactortest.Signals, reactortest.Goroutines},
		Multicast4: kernel.Ethernet, Multicast6: kernel.Ethernet,
		Host: func(r core.Reactor) reactortest.Host {
			f := r.(*fakes.Reactor)
			return fakeHost{f.Host(), f}
		},
		Failures: func(r core.Reactor) []error {
			return r.(*fakes.Reactor).Failures()
		},
		Leaks: func(r core.Reactor) []string {
			var leaks []string
			for _, l := range r.(*fakes.Reactor).Leaks() {
				if !strings.HasPrefix(l, "failure: ") { // the suite counts those by itself
					leaks = append(leaks, l)
				}
			}
			return leaks
		},
	}
}

// A fakeHost is a simulated host as the suite sees what lies below a reactor.
type fakeHost struct {
	*kernel.Host
	reactor *fakes.Reactor
}

// deadPID is the process of nobody.
const deadPID = 99

func (h fakeHost) Dir() string { return "/run" }

func (h fakeHost) Exists(path string) (mode uint32, ok bool) { return h.Files().Mode(path) }

func (h fakeHost) StaleLock(path string) error {
	h.Files().WriteFile(path, fmt.Sprintln(deadPID))
	return nil
}

// ReadDescriptor answers the end of a pipe as read(2) does.
func (h fakeHost) ReadDescriptor(fd int, p []byte) (int, error) {
	n, err := h.Host.ReadDescriptor(fd, p)
	if err == io.EOF {
		return 0, nil
	}
	return n, err
}

// BlackHole is on the host's own network, where it is alone.
func (h fakeHost) BlackHole() string { return "10.0.0.99:9" }

func (h fakeHost) ListeningSocket() (fd int, addr string, err error) {
	l, err := h.Listen(port.ListenConfig{At: loopback(), Backlog: 16})
	if err != nil {
		return 0, "", err
	}
	return h.Descriptor(l), l.LocalAddr().AddrPort.String(), nil
}

func (h fakeHost) DatagramSocket() (fd int, addr string, err error) {
	d, err := h.Datagram(port.DatagramConfig{At: loopback(), MaxPacket: 8192})
	if err != nil {
		return 0, "", err
	}
	return h.Descriptor(d), d.LocalAddr().AddrPort.String(), nil
}

func (h fakeHost) ConnectedSockets() (a, b int, err error) {
	l, err := h.Listen(port.ListenConfig{At: loopback(), Backlog: 1})
	if err != nil {
		return 0, 0, err
	}
	defer l.Close(false)
	client, err := h.Dial(port.DialConfig{To: l.LocalAddr()})
	if err != nil {
		return 0, 0, err
	}
	h.reactor.Advance(time.Millisecond) // lets the handshake happen
	server, _, err := l.Accept()
	if err != nil {
		return 0, 0, err
	}
	return h.Descriptor(client), h.Descriptor(server), nil
}

// Close has nothing to do: the host ends with its reactor.
func (h fakeHost) Close() {}

func loopback() port.Addr {
	return port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}
}
