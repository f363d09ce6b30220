package tls_test

import (
	stdtls "crypto/tls"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/reactortest"
)

// A secureReactor has TLS for its TCP.
type secureReactor struct {
	*fakes.Reactor
	server, client *stdtls.Config
}

func (r *secureReactor) ListenTCP(addr string, f core.Factory, c ...core.ListenConfig) (core.Listener, error) {
	return r.ListenTLS(addr, late(f), r.server, c...)
}

func (r *secureReactor) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	return r.ConnectTLS(addr, late(f), r.client, c...)
}

// late is f for protocols that know nothing of TLS: their connections are made when they are secure. Before,
// there is nobody to lose them in order with.
func late(f core.Factory) core.Factory { return &lateFactory{f} }

type lateFactory struct{ core.Factory }

func (f *lateFactory) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	p, err := f.Factory.BuildProtocol(peer)
	if p == nil || err != nil {
		return p, err
	}
	l := &lateProtocol{Protocol: p}
	if h, ok := p.(core.HalfCloseHandler); ok {
		return &lateHalf{l, h}, nil
	}
	return l, nil
}

func (f *lateFactory) StartFactory() {
	if s, ok := f.Factory.(core.Starter); ok {
		s.StartFactory()
	}
}

func (f *lateFactory) StopFactory() {
	if s, ok := f.Factory.(core.Stopper); ok {
		s.StopFactory()
	}
}

func (f *lateFactory) StartedConnecting(c core.Connector) {
	if o, ok := f.Factory.(core.ClientObserver); ok {
		o.StartedConnecting(c)
	}
}

func (f *lateFactory) ClientConnectionFailed(c core.Connector, reason error) {
	if o, ok := f.Factory.(core.ClientObserver); ok {
		o.ClientConnectionFailed(c, reason)
	}
}

func (f *lateFactory) ClientConnectionLost(c core.Connector, reason error) {
	if o, ok := f.Factory.(core.ClientObserver); ok {
		o.ClientConnectionLost(c, reason)
	}
}

type lateProtocol struct {
	core.Protocol
	t    core.Transport
	made bool
}

func (p *lateProtocol) Unwrap() core.Protocol           { return p.Protocol }
func (p *lateProtocol) ConnectionMade(t core.Transport) { p.t = t }

func (p *lateProtocol) HandshakeCompleted() {
	p.made = true
	p.Protocol.ConnectionMade(p.t)
}

func (p *lateProtocol) ConnectionLost(reason error) {
	if p.made {
		p.Protocol.ConnectionLost(reason)
	}
}

type lateHalf struct {
	*lateProtocol
	core.HalfCloseHandler
}

// different are the cases of TCP that cannot be, or are not, the same over TLS.
func different() map[string]string {
	return map[string]string{
		"HALF-012":  "an end without close_notify is no orderly end",
		"PAUSE-011": "a peer that does not answer close_notify is not waited for",
		"PROD-001":  "what waits as ciphertext is counted back to what was written, to within a few bytes",
		"PAUSE-016": "what has arrived with the record that is read ahead has left the peer",
		"HALF-021":  "what waits when the peer has ended has until the deadline to leave",
		"HALF-011":  "close_notify is told to have left when the socket was found writable, a turn later",
	}
}

// What every reactor promises of streams holds over TLS as well.
func TestTheConformanceOfTCPOverTLS(t *testing.T) {
	bench := reactortest.Bench{
		New: func() core.Reactor {
			r := fakes.NewReactor(fakes.Config{Seed: 1, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
			s, c := configs(r.Now)
			return &secureReactor{r, s, c}
		},
		Lacks:    []reactortest.Facet{reactortest.UNIX, reactortest.Below, reactortest.BlackHole, reactortest.DescriptorPassing},
		Failures: func(r core.Reactor) []error { return r.(*secureReactor).Failures() },
	}
	for _, c := range reactortest.Cases() {
		switch group, _, _ := strings.Cut(c.ID, "-"); group {
		case "TCP", "HALF", "PROD", "PAUSE":
			t.Run(c.ID, func(t *testing.T) {
				for _, f := range c.Needs {
					if slices.Contains(bench.Lacks, f) {
						t.Skipf("it is about %s", f)
					}
				}
				if why := different()[c.ID]; why != "" {
					t.Skip(why)
				}
				t.Log(c.Says)
				c.Play(t, bench)
			})
		}
	}
}
