package tls_test

import (
	stdtls "crypto/tls"
	"errors"
	"testing"

	"ravel/core"
)

// A counted counts its starts and stops.
type counted struct {
	core.Factory
	starts, stops int
}

func (c *counted) StartFactory() { c.starts++ }
func (c *counted) StopFactory()  { c.stops++ }

func TestAFactoryOfTwoPortsStartsOnceAndStopsOnce(t *testing.T) {
	g := newRig(t)
	f := &counted{Factory: g.factory(g.end("S"))}
	var ports []core.Listener
	for range 2 {
		l, err := g.r.ListenTLS("127.0.0.1:0", f, g.server)
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, l)
	}
	g.wantThat("it was started with the first port alone", f.starts == 1)
	ports[0].StopListening(nil)
	g.settle()
	g.wantThat("it lives as long as the second", f.stops == 0)
	ports[1].StopListening(nil)
	g.settle()
	g.wantThat("and not longer", f.starts == 1 && f.stops == 1)
	g.over()
}

func TestWhatCannotWorkIsRefusedAtOnce(t *testing.T) {
	g := newRig(t)
	f := g.factory(g.end("S"))
	_, err := g.r.ListenTLS("127.0.0.1:0", f, &stdtls.Config{})
	g.wantThat("a port without a certificate", errors.Is(err, core.ErrCannotListen))
	_, err = g.r.ConnectTLS("nonsense", f, g.client)
	g.wantThat("an address that is none", errors.Is(err, core.ErrInvalidAddress))
	func() {
		defer func() { g.wantThat("no configuration is a mistake of the program", recover() != nil) }()
		g.r.ListenTLS("127.0.0.1:0", f, nil)
	}()
	g.over()
}

func TestTheHostOfTheAddressIsVerified(t *testing.T) {
	g := newRig(t)
	s, c := g.end("S"), g.end("C")
	l, err := g.r.ListenTLS("127.0.0.1:0", g.factory(s), g.server)
	if err != nil {
		t.Fatal(err)
	}
	g.client.ServerName = ""
	if _, err := g.r.ConnectTLS(l.Addr().String(), g.factory(c), g.client); err != nil {
		t.Fatal(err)
	}
	g.settle()
	g.want("127.0.0.1 is in the certificate", c, "made", "shaken")
	g.wantThat("the caller's configuration was left alone", g.client.ServerName == "")
	c.t.LoseConnection()
	l.StopListening(nil)
	g.settle()
	g.over()
}
