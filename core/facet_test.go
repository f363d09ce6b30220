package core

import "testing"

type shaken struct{ Base }

func (*shaken) HandshakeCompleted() {}

type around struct {
	Base
	inner Protocol
}

func (a *around) Unwrap() Protocol { return a.inner }

type plainTransport struct{ Transport }

type optionsTransport struct{ plainTransport }

func (*optionsTransport) Buffered() int { return 7 }

type aroundTransport struct {
	plainTransport
	inner Transport
}

func (a *aroundTransport) Unwrap() Transport { return a.inner }

func TestFacetsAreFoundBehindWrappers(t *testing.T) {
	p := &shaken{}
	for _, c := range []struct {
		in   Protocol
		want bool
	}{{p, true}, {&around{inner: p}, true}, {&around{inner: &around{inner: p}}, true}, {&around{inner: &Base{}}, false}, {&around{}, false}, {nil, false}} {
		if h, ok := ProtocolFacet[HandshakeHandler](c.in); ok != c.want || ok && h != HandshakeHandler(p) {
			t.Errorf("ProtocolFacet of %#v: %v, %v, want %v", c.in, h, ok, c.want)
		}
	}
	if b, ok := TransportFacet[Buffered](&aroundTransport{inner: &optionsTransport{}}); !ok || b.Buffered() != 7 {
		t.Errorf("TransportFacet: %v, %v, want the one that is wrapped", b, ok)
	}
	if _, ok := TransportFacet[Buffered](&aroundTransport{inner: &plainTransport{}}); ok {
		t.Error("TransportFacet found what nobody has")
	}
	if _, ok := TransportFacet[Buffered](nil); ok {
		t.Error("TransportFacet found something in nothing")
	}
}
