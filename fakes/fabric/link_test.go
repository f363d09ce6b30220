package fabric_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// A pair is a connection of a to b over a link.
type pair struct {
	*testing.T
	f    *fabric.Fabric
	a, b *kernel.Host
	c, s port.Stream
}

func at(s string) port.Addr { return port.Addr{AddrPort: netip.MustParseAddrPort(s)} }

func newPair(t *testing.T, seed uint64, l fabric.Link) *pair {
	p := &pair{T: t, f: fabric.New(fabric.Config{Seed: seed})}
	p.a = p.f.Attach(kernel.Config{Name: "a", Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.1")}})
	p.b = p.f.Attach(kernel.Config{Name: "b", Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.2")}})
	ln, err := p.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), Backlog: 5})
	if err != nil {
		t.Fatal(err)
	}
	if p.c, err = p.a.Dial(port.DialConfig{To: ln.LocalAddr()}); err != nil {
		t.Fatal(err)
	}
	p.passes(time.Minute)
	if p.s, _, err = ln.Accept(); err != nil {
		t.Fatal(err)
	}
	p.f.SetLinks(l)
	return p
}

func (p *pair) passes(d time.Duration) {
	end := p.f.Now().Add(d)
	for p.f.Step(end) {
	}
	p.f.Pass(end)
}

// drain receives on s whatever arrives, event by event, until nothing is under way; pieces are what
// each Recv returned.
func (p *pair) drain(s port.Stream) (all []byte, pieces []int, err error) {
	for {
		got, e := s.Recv()
		if e == nil {
			all = append(all, got...)
			pieces = append(pieces, len(got))
			continue
		}
		if !errors.Is(e, port.ErrWouldBlock) {
			return all, pieces, e
		}
		if !p.f.Step(p.f.Now().Add(time.Hour)) {
			return all, pieces, nil
		}
	}
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

func TestTCPArrivesWholeAndInOrder(t *testing.T) {
	text := pattern(50_000)
	for seed := range uint64(30) {
		p := newPair(t, seed, fabric.Link{
			Latency: fabric.Exponential(time.Millisecond), Resegment: true, CoalescePPM: 300_000,
			PartialPPM: 300_000, LossPPM: 500_000, DuplicatePPM: 500_000, ReorderPPM: 500_000,
		})
		var got []byte
		pieces, ones := 0, 0
		for rest := text; len(got) < len(text); {
			n, err := p.c.Send(rest[:min(len(rest), 1500)])
			if err != nil && !errors.Is(err, port.ErrWouldBlock) {
				t.Fatal(err)
			}
			rest = rest[n:]
			if len(rest) == 0 {
				_ = p.c.CloseWrite()
			}
			all, ps, err := p.drain(p.s)
			got = append(got, all...)
			pieces += len(ps)
			for _, n := range ps {
				if n == 1 {
					ones++
				}
			}
			if err != nil {
				if err != io.EOF {
					t.Fatal(err)
				}
				break
			}
		}
		if !bytes.Equal(got, text) {
			t.Fatalf("seed %d: %d bytes arrived and differ from the %d sent", seed, len(got), len(text))
		}
		if pieces < 60 || ones == 0 {
			t.Errorf("seed %d: %d pieces, %d of one byte: it must be cut up", seed, pieces, ones)
		}
	}
}

func TestCoalesceJoinsWhatIsUnderWay(t *testing.T) {
	p := newPair(t, 1, fabric.Link{Latency: fabric.Fixed(time.Millisecond), CoalescePPM: 1_000_000})
	for range 5 {
		if _, err := p.c.Send([]byte("abc")); err != nil {
			t.Fatal(err)
		}
	}
	before := p.f.Chunks()
	all, _, _ := p.drain(p.s)
	if string(all) != "abcabcabcabcabc" || p.f.Chunks()-before != 1 {
		t.Errorf("%q in %d segments, want one", all, p.f.Chunks()-before)
	}
}

func TestLatency(t *testing.T) {
	p := newPair(t, 1, fabric.Link{Latency: fabric.Fixed(3 * time.Millisecond)})
	_, _ = p.c.Send([]byte("x"))
	p.passes(3*time.Millisecond - 1)
	if _, err := p.s.Recv(); !errors.Is(err, port.ErrWouldBlock) {
		t.Error("too early:", err)
	}
	p.passes(1)
	if _, err := p.s.Recv(); err != nil {
		t.Error("too late:", err)
	}
}

func TestResetByChance(t *testing.T) {
	p := newPair(t, 1, fabric.Link{ResetPPM: 1_000_000})
	_, _ = p.c.Send([]byte("lost"))
	p.passes(0)
	for name, s := range map[string]port.Stream{"sender": p.c, "receiver": p.s} {
		if _, err := s.Recv(); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the %s sees %v, want a reset", name, err)
		}
	}
}

func TestOneWayLinks(t *testing.T) {
	p := newPair(t, 1, fabric.Link{})
	p.f.SetLink("a", "b", fabric.Link{Latency: fabric.Fixed(time.Second)})
	_, _ = p.c.Send([]byte("slow"))
	_, _ = p.s.Send([]byte("fast"))
	p.passes(0)
	if got, _ := p.c.Recv(); string(got) != "fast" {
		t.Errorf("%q, want what came the other way", got)
	}
	if _, err := p.s.Recv(); !errors.Is(err, port.ErrWouldBlock) {
		t.Error("too early:", err)
	}
}

// datagrams sends n numbered datagrams over l and returns what arrives.
func datagrams(t *testing.T, seed uint64, l fabric.Link, n int) (got []string) {
	p := newPair(t, seed, l)
	from, err := p.a.Datagram(port.DatagramConfig{At: at("10.0.0.1:53")})
	if err != nil {
		t.Fatal(err)
	}
	to, err := p.b.Datagram(port.DatagramConfig{At: at("10.0.0.2:53")})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := from.SendTo(fmt.Append(nil, i), to.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		p.passes(time.Microsecond)
	}
	p.passes(time.Second)
	for {
		b, _, err := to.RecvFrom()
		if err != nil {
			return got
		}
		got = append(got, string(b))
	}
}

func TestDatagramFaults(t *testing.T) {
	const n = 1000
	if got := datagrams(t, 1, fabric.Link{}, n); len(got) != n || got[0] != "0" || got[n-1] != fmt.Sprint(n-1) {
		t.Errorf("%d of %d arrived over a perfect link", len(got), n)
	}
	if got := datagrams(t, 1, fabric.Link{LossPPM: 200_000}, n); len(got) < 750 || len(got) > 850 {
		t.Errorf("%d of %d arrived, want about four fifths", len(got), n)
	}
	if got := datagrams(t, 1, fabric.Link{DuplicatePPM: 200_000}, n); len(got) < 1150 || len(got) > 1250 {
		t.Errorf("%d of %d arrived, want about six fifths", len(got), n)
	}
	got := datagrams(t, 1, fabric.Link{ReorderPPM: 200_000}, n)
	if len(got) != n {
		t.Errorf("%d of %d arrived", len(got), n)
	}
	late, last := 0, -1
	for _, s := range got {
		var i int
		fmt.Sscan(s, &i)
		if i < last {
			late++
		}
		last = max(last, i)
	}
	if late < 100 {
		t.Errorf("%d came out of order, want many", late)
	}
}

func TestDatagramsAreLostOnACutLink(t *testing.T) {
	p := newPair(t, 1, fabric.Link{})
	from, _ := p.a.Datagram(port.DatagramConfig{At: at("10.0.0.1:53")})
	to, _ := p.b.Datagram(port.DatagramConfig{At: at("10.0.0.2:53")})
	p.f.Cut("a", "b")
	_ = from.SendTo([]byte("x"), to.LocalAddr())
	p.f.Heal()
	p.passes(time.Second)
	if _, _, err := to.RecvFrom(); !errors.Is(err, port.ErrWouldBlock) {
		t.Error("it arrived:", err)
	}
}

func TestAttach(t *testing.T) {
	f := fabric.New(fabric.Config{})
	c := kernel.Config{Name: "a", Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.1")}}
	h := f.Attach(c)
	for why, c := range map[string]kernel.Config{
		"the name is taken":    {Name: "a"},
		"the address is taken": {Name: "b", Addrs: c.Addrs},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic: " + why)
				}
			}()
			f.Attach(c)
		}()
	}
	f.Detach(h)
	f.Detach(h)
	if again := f.Attach(c); again == h {
		t.Error("a host that comes back is another")
	}
}
