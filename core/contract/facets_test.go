package contract

import (
	"testing"

	"ravel/core"
	"ravel/core/wrap"
)

// wantFacets compares which of the interfaces wrapped and inner are.
func wantFacets(t *testing.T, wrapped, inner any, is map[string]func(any) bool) {
	t.Helper()
	for name, f := range is {
		if f(wrapped) != f(inner) {
			t.Errorf("%T around %T: being a %s is %v, want %v", wrapped, inner, name, f(wrapped), f(inner))
		}
	}
}

func isA[T any](x any) bool { _, ok := x.(T); return ok }

var transportFacets = map[string]func(any) bool{
	"HalfCloser": isA[core.HalfCloser], "ReadPauser": isA[core.ReadPauser], "Consumer": isA[core.Consumer],
	"TCPOptions": isA[core.TCPOptions], "DescriptorSender": isA[core.DescriptorSender], "Buffered": isA[core.Buffered],
}

// A field that is named like its method would hide it.
type buffered = core.Buffered

// Each set of facets is tried on a transport that has it: one that was wrapped with that set.
func TestWatchedTransportsHaveExactlyTheFacetsOfTheirOwn(t *testing.T) {
	for _, inner := range []core.Transport{
		newWire(), struct{ core.Transport }{newWire()},
		struct {
			core.Transport
			core.HalfCloser
			core.TCPOptions
		}{newWire(), newWire(), newWire()},
		struct {
			core.Transport
			core.DescriptorSender
			buffered
		}{newWire(), newWire(), newWire()},
	} {
		p := &peer{}
		Watch(p, fail(t)).ConnectionMade(inner)
		wantFacets(t, p.t, inner, transportFacets)
	}
	if b, ok := wrap.Transport(&transport{}, &wire{waiting: 7}).(core.Buffered); !ok || b.Buffered() != 7 {
		t.Error("Buffered is not the wrapped transport's")
	}
}

func TestWatchedProtocolsHaveExactlyTheFacetsOfTheirOwn(t *testing.T) {
	is := map[string]func(any) bool{"HalfCloseHandler": isA[core.HalfCloseHandler], "DescriptorReceiver": isA[core.DescriptorReceiver], "HandshakeHandler": isA[core.HandshakeHandler]}
	for _, inner := range []core.Protocol{
		&peer{}, &core.Base{},
		struct {
			core.Protocol
			core.HalfCloseHandler
		}{&peer{}, &peer{}},
		struct {
			core.Protocol
			core.DescriptorReceiver
		}{&peer{}, &peer{}},
		struct {
			core.Protocol
			core.HandshakeHandler
		}{&peer{}, nil},
	} {
		w := Watch(inner, fail(t))
		wantFacets(t, w, inner, is)
		if got := w.(interface{ Unwrap() core.Protocol }).Unwrap(); got != inner {
			t.Errorf("Unwrap is %v, want what is watched", got)
		}
	}
}

func TestWatchedFactoriesHaveExactlyTheFacetsOfTheirOwn(t *testing.T) {
	is := map[string]func(any) bool{"Starter": isA[core.Starter], "Stopper": isA[core.Stopper], "ClientObserver": isA[core.ClientObserver]}
	for _, inner := range []core.Factory{
		&maker{}, core.FactoryFunc(nil), struct {
			core.Factory
			core.Stopper
		}{&maker{}, &maker{}},
	} {
		wantFacets(t, WatchFactory(inner, fail(t)), inner, is)
	}
}

func TestWatchedPortsHaveExactlyTheFacetsOfTheirOwn(t *testing.T) {
	wantFacets(t, WatchDatagram(&listener{}, fail(t)), &listener{}, map[string]func(any) bool{"RefusalHandler": isA[core.RefusalHandler]})
	wantFacets(t, WatchDatagram(&core.DatagramBase{}, fail(t)), &core.DatagramBase{}, map[string]func(any) bool{"RefusalHandler": isA[core.RefusalHandler]})
	is := map[string]func(any) bool{"Broadcaster": isA[core.Broadcaster], "MulticastTransport": isA[core.MulticastTransport]}
	for _, inner := range []core.DatagramTransport{&socket{local: here}, struct {
		core.DatagramTransport
		core.Broadcaster
	}{&socket{local: here}, nil}} {
		p := &listener{}
		WatchDatagram(p, fail(t)).StartProtocol(inner)
		wantFacets(t, p.t, inner, is)
	}
}

// fail reports violations as errors of the test.
func fail(t *testing.T) func(Violation) { return func(v Violation) { t.Helper(); t.Error(v) } }
