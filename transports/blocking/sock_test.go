package blocking_test

import (
	"net/netip"
	"testing"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A mine is a Sock of somebody else's, as those of transports/portable are.
type mine struct {
	blocking.Sock
	set  *blocking.Set
	shut int
}

func (m *mine) Close(bool) {
	m.set.Lock()
	defer m.set.Unlock()
	if m.Shut(m) {
		m.shut++
	}
}

func (m *mine) become(is port.Interest) {
	m.set.Lock()
	defer m.set.Unlock()
	m.Become(is)
}

func (d *driver) mine(name string) (*mine, *handler) {
	d.t.Helper()
	m, h := &mine{set: d.set}, &handler{name}
	m.Join(d.set, port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:1")})
	if err := d.set.Enter(m); err != nil {
		d.t.Fatal(err)
	}
	m.Attach(h)
	return m, h
}

func TestASockIsReadyForWhatIsWantedAndTrue(t *testing.T) {
	d := newDriver(t)
	m, h := d.mine("m")
	m.become(port.Read | port.Write)
	if got := d.collect(); len(got) != 0 {
		t.Errorf("nothing is wanted: %v", got)
	}
	m.Want(port.Read | port.Closed)
	<-d.roused // who wants what is true already is told too
	if got := d.collect(); len(got) != 1 || got[0].Handler != port.Handler(h) || got[0].What != port.Read {
		t.Errorf("what is both: %v", got)
	}
	m.become(port.Write)
	if got := d.collect(); len(got) != 0 {
		t.Errorf("it is true no longer: %v", got)
	}
}

// Six are ready and four have room: the two that were left come first the next time.
func TestWhoHadNoRoomComesFirstTheNextTime(t *testing.T) {
	d := newDriver(t)
	var socks []*mine
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		m, _ := d.mine(name)
		m.Want(port.Read)
		m.become(port.Read)
		socks = append(socks, m)
	}
	names := func() (s string) {
		for _, r := range d.collect() {
			s += r.Handler.(*handler).name
		}
		return s
	}
	for _, want := range []string{"abcd", "efab", "cdef"} {
		if got := names(); got != want {
			t.Errorf("%q are told, want %q", got, want)
		}
	}
	for _, m := range socks {
		m.become(0)
	}
	if got := names(); got != "" {
		t.Errorf("nothing is true any more: %q", got)
	}
}

func TestCloseOfTheSetShutsEachSockOnce(t *testing.T) {
	d := newDriver(t)
	a, _ := d.mine("a")
	b, _ := d.mine("b")
	a.Close(false)
	a.Close(false)
	d.set.Close()
	if a.shut != 1 || b.shut != 1 {
		t.Errorf("shut %d and %d times, want once each", a.shut, b.shut)
	}
	if got := b.LocalAddr(); got.AddrPort.Port() != 1 {
		t.Errorf("where it was bound stays known: %v", got)
	}
	if err := d.set.Enter(a); err != port.ErrClosed {
		t.Errorf("nothing enters a Set that is closed: %v", err)
	}
}
