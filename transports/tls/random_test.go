package tls_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// Two sides write, pause and resume at random over a link that cuts and delays, and one of them ends it: not
// a byte is lost, doubled or changed on the way to who has not ended it.
func TestRandomConversations(t *testing.T) {
	seeds := uint64(60)
	if testing.Short() {
		seeds = 15
	}
	for seed := range seeds {
		g := &rig{T: t, r: fakes.NewReactor(fakes.Config{Seed: seed + 1, Links: fabric.Link{Resegment: true, Latency: fabric.Uniform(0, 3*time.Millisecond)}})}
		g.server, g.client = configs(g.r.Now)
		random := rand.New(rand.NewPCG(seed, 7))
		s, c := g.end("S"), g.end("C")
		l, err := g.r.ListenTLS("127.0.0.1:0", g.factory(s), g.server)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.r.ConnectTLS(l.Addr().String(), g.factory(c), g.client); err != nil {
			t.Fatal(err)
		}
		g.r.Advance(time.Second)
		l.StopListening(nil)
		var sent [2][]byte
		ends := []*end{s, c}
		for range 40 {
			i := random.IntN(2)
			switch e := ends[i]; random.IntN(6) {
			case 0:
				e.t.(core.ReadPauser).PauseReading()
			case 1:
				e.t.(core.ReadPauser).ResumeReading()
			case 2:
				g.r.Advance(time.Duration(random.IntN(4000)) * time.Microsecond)
			default:
				p := make([]byte, 1+random.IntN(1<<random.IntN(17)))
				for k := range p {
					p[k] = byte(random.Uint32())
				}
				sent[i] = append(sent[i], p...)
				e.t.Write(p)
			}
		}
		for _, e := range ends {
			e.t.(core.ReadPauser).ResumeReading()
		}
		quitter := random.IntN(2)
		ends[quitter].t.LoseConnection()
		g.r.Advance(10 * time.Second)
		other := ends[1-quitter]
		if !bytes.Equal(other.received, sent[quitter]) {
			t.Errorf("seed %d: %s received %d bytes of the %d that were sent, or others", seed, other.name, len(other.received), len(sent[quitter]))
		}
		g.wantThat("who ended it received a beginning", bytes.HasPrefix(sent[1-quitter], ends[quitter].received))
		for _, e := range ends {
			g.wantThat("the end is in order for "+e.name, errors.Is(e.reason, core.ErrConnectionDone))
		}
		g.r.CheckLeaks(t)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
