package core_test

import (
	"fmt"
	"log/slog"
	"net/netip"
	"testing"

	"ravel/core"
)

type named struct{ core.Base }

func (*named) LogPrefix() string { return "finger" }

// A wrapped protocol is another's.
type wrapped struct{ core.Protocol }

func (w wrapped) Unwrap() core.Protocol { return w.Protocol }

func TestConnectionsAreNamedInTheLog(t *testing.T) {
	peer := core.TCPAddr(netip.MustParseAddrPort("10.0.0.1:79"))
	for want, p := range map[string]core.Protocol{
		"[protocol=*core.Base serial=3 peer=10.0.0.1:79]": wrapped{&core.Base{}},
		"[protocol=finger serial=3 peer=10.0.0.1:79]":     wrapped{&named{}},
	} {
		if got := fmt.Sprint(core.ConnAttrs(p, 3, peer)); got != want {
			t.Errorf("%T: %s, want %s", p, got, want)
		}
	}
}

func TestATransportWithoutALogHasTheOther(t *testing.T) {
	other := slog.New(slog.DiscardHandler)
	if core.TransportLogger(nil, other) != other {
		t.Error("want the logger that was given")
	}
}
