package specs

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/core/service"
	"ravel/protocols/finger"
	"ravel/reactortest"
)

// A witness is a service that writes down when it starts and stops.
type witness struct {
	service.Base
	log *reactortest.Log
}

func (w *witness) Start() error {
	w.log.Note("start %s", w.Name())
	return w.Base.Start()
}

func (w *witness) Stop() *core.Deferred[struct{}] {
	w.log.Note("stop %s", w.Name())
	return w.Base.Stop()
}

// fingerAt is finger at any port.
func fingerAt(r core.Reactor, addr string) *service.Stream {
	f := finger.Factory(finger.Config{Users: map[string]string{"moshez": "Happy and well"}})
	return service.NewStream(r, service.EndpointFunc(func(r core.Reactor, f core.Factory) (core.Listener, error) {
		return r.ListenTCP(addr, f)
	}), f)
}

var _ = Describe("an application", func() {
	inBothWorlds("serves finger between the start and the stop of its services", func(s *reactortest.Script, _ world) {
		l := &reactortest.Log{}
		app := service.NewApplication("finger")
		before, after := &witness{log: l}, &witness{log: l}
		port := fingerAt(s.R, "127.0.0.1:0")
		Expect(app.AddNamed("before", before)).To(Succeed())
		Expect(app.Add(port)).To(Succeed())
		Expect(app.AddNamed("after", after)).To(Succeed())
		client := s.End("client")
		client.OnMade = func() { client.Write("moshez\r\n") }
		client.OnLost = func() { s.R.Stop() }
		Expect(app.Run(context.Background(), s.R, service.RunConfig{
			Drop: func() error {
				Expect(port.Listener()).NotTo(BeNil(), "ports are open before privileges go")
				l.Note("drop")
				return nil
			},
			Ready: func() { s.Dial(port.Listener().Addr(), client) },
		})).To(Succeed())
		Expect(string(client.Received)).To(Equal("Happy and well\r\n"))
		s.WantLog("in order, and back", l, "drop", "start before", "start after", "stop after", "stop before")
		Expect(port.Listener()).To(BeNil(), "nobody listens any more")
	})

	inBothWorlds("is stopped as a whole when one service cannot start", func(s *reactortest.Script, _ world) {
		taken := s.Listen(s.Serve())
		l := &reactortest.Log{}
		app := service.NewApplication("finger")
		Expect(app.AddNamed("first", &witness{log: l})).To(Succeed())
		Expect(app.AddNamed("port", fingerAt(s.R, taken.Addr().String()))).To(Succeed())
		err := app.Run(context.Background(), s.R, service.RunConfig{})
		Expect(err).To(MatchError(core.ErrCannotListen))
		Expect(err).To(MatchError(HavePrefix("start of port: cannot listen on tcp:")))
		s.WantLog("nothing was started: ports come first", l)
	})
})
