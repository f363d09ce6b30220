package endpoint_test

import (
	"errors"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
	"ravel/fakes"
	"ravel/transports/endpoint"

	"net/netip"
)

func TestInheritedSocketsAreFoundByNameAndPlace(t *testing.T) {
	r := fakes.NewReactor()
	socket, err := r.Host().Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}, Backlog: 4})
	if err != nil {
		t.Fatal(err)
	}
	fd := r.Host().Descriptor(socket)
	inherited := []endpoint.Inherited{{FD: 99, Name: "other"}, {FD: fd, Name: "web"}}
	for _, e := range []core.ServerEndpoint{
		endpoint.FD{FD: fd},
		endpoint.Systemd{Index: 1, Inherited: inherited},
		endpoint.Systemd{Name: "web", Inherited: inherited},
	} {
		l, err, ok := e.Listen(r, serves()).Result()
		if !ok || err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		p := &plain{}
		endpoint.TCPClient{Addr: l.Addr().String()}.Connect(r, serves(p))
		r.Advance(time.Second)
		if p.made != 1 {
			t.Errorf("%+v does not serve", e)
		}
		p.Transport.LoseConnection()
		l.StopListening(nil)
		r.Advance(time.Second)
	}
	for _, e := range []endpoint.Systemd{{Index: 2, Inherited: inherited}, {Index: -1}, {Name: "none", Inherited: inherited}} {
		if err := failure(t, e.Listen(r, serves())); !errors.Is(err, endpoint.ErrNotInherited) || !errors.Is(err, core.ErrCannotListen) {
			t.Errorf("%+v: %v, want ErrNotInherited", e, err)
		}
	}
}
