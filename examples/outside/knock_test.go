package outside

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/fakes"
	. "ravel/reactortest/matchers"
	"ravel/transports/native"
)

const joke = "Knock, knock!\r\nRavel.\r\nRavel here, and see both worlds.\r\n"

func TestTheJokeNeedsTheRightQuestions(t *testing.T) {
	g := NewWithT(t)
	peer := fakes.NewStringTransport()
	p, err := Factory().BuildProtocol(peer.RemoteAddr())
	g.Expect(err).NotTo(HaveOccurred())
	peer.Connect(p)
	g.Expect(peer).To(HaveWritten("Knock, knock!\r\n"))
	peer.Feed("Go away\r\n")
	g.Expect(peer).To(HaveWritten("You are supposed to say: Who's there?\r\n"))
	peer.Feed("Who's there?\r\nRavel who?\r\n")
	g.Expect(peer).To(HaveWritten("Ravel.\r\nRavel here, and see both worlds.\r\n"))
	peer.Turn()
	g.Expect(peer).To(BeLostWith(core.ErrConnectionDone))
}

// An audience asks everything at once, keeps what it hears, and stops the reactor at the end.
type audience struct {
	core.Base
	r     core.Reactor
	heard []byte
	why   error
}

func (a *audience) BuildProtocol(net.Addr) (core.Protocol, error) { return a, nil }

func (a *audience) ConnectionMade(t core.Transport) { t.Write([]byte("Who's there?\nRavel who?\n")) }
func (a *audience) DataReceived(p []byte)           { a.heard = append(a.heard, p...) }
func (a *audience) ConnectionLost(reason error)     { a.why = reason; a.r.Stop() }

// The same server and client in both worlds.
func TestTheJokeIsToldOnSocketsAndInSimulation(t *testing.T) {
	for name, open := range map[string]func() (core.Reactor, error){
		"sockets":    func() (core.Reactor, error) { return native.Open(native.Config{}) },
		"simulation": func() (core.Reactor, error) { return fakes.NewReactor(), nil },
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			r, err := open()
			if errors.Is(err, core.ErrUnsupported) {
				t.Skip(err) // no production reactor for this system yet
			}
			g.Expect(err).NotTo(HaveOccurred())
			defer r.Close()
			l, err := r.ListenTCP("127.0.0.1:0", Factory())
			g.Expect(err).NotTo(HaveOccurred())
			a := &audience{r: r}
			_, err = r.ConnectTCP(l.Addr().String(), a)
			g.Expect(err).NotTo(HaveOccurred())
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			g.Expect(r.Run(ctx)).To(Succeed())
			g.Expect(string(a.heard)).To(Equal(joke))
			g.Expect(a.why).To(MatchError(core.ErrConnectionDone))
		})
	}
}
