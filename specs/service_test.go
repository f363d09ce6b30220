package specs

import (
	"context"
	"errors"
	"time"

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
	log   *reactortest.Log
	fails error // what its start comes to
	// takes is how long its stop takes, on r.
	takes time.Duration
	r     core.Reactor
}

func (w *witness) Start() error {
	w.log.Note("start %s", w.Name())
	if w.fails != nil {
		return w.fails
	}
	return w.Base.Start()
}

func (w *witness) Stop() *core.Deferred[struct{}] {
	w.log.Note("stop %s", w.Name())
	if w.takes == 0 {
		return w.Base.Stop()
	}
	w.Base.Stop()
	return core.Later(w.r, w.takes).AddCallback(func(v struct{}) (struct{}, error) {
		w.log.Note("ended %s", w.Name())
		return v, nil
	})
}

// witnesses are an application of them, in that order.
func witnesses(log *reactortest.Log, r core.Reactor, names ...string) (app *service.Application, all []*witness) {
	GinkgoHelper()
	app = service.NewApplication("witnesses")
	for _, name := range names {
		w := &witness{log: log, r: r}
		Expect(app.AddNamed(name, w)).To(Succeed())
		all = append(all, w)
	}
	return app, all
}

var errWitness = errors.New("it cannot")

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

	inBothWorlds("waits for services that take their time to stop, and stops all of them at once", func(s *reactortest.Script, w world) {
		l := &reactortest.Log{}
		app, all := witnesses(l, s.R, "a", "b", "c")
		all[2].takes, all[0].takes = w.second/5, w.second/10
		Expect(app.Run(context.Background(), s.R, service.RunConfig{Ready: func() { s.R.Stop() }})).To(Succeed())
		s.WantLog("the last is told first, and nobody waits for it", l,
			"start a", "start b", "start c", "stop c", "stop b", "stop a", "ended a", "ended c")
	})

	inBothWorlds("waits for those that did start when another cannot", func(s *reactortest.Script, w world) {
		l := &reactortest.Log{}
		app, all := witnesses(l, s.R, "a", "b", "c")
		all[0].takes, all[1].fails = w.second/10, errWitness
		err := app.Run(context.Background(), s.R, service.RunConfig{Ready: func() { l.Note("ready") }})
		Expect(err).To(MatchError(errWitness))
		Expect(err).To(MatchError("start of b: it cannot"))
		s.WantLog("c never was, and a has its time", l, "start a", "start b", "stop a", "ended a")
	})

	inBothWorlds("gives services up that do not stop in time", func(s *reactortest.Script, w world) {
		l := &reactortest.Log{}
		app, all := witnesses(l, s.R, "a")
		all[0].takes = 100 * w.second
		began := s.R.Now()
		err := app.Run(context.Background(), s.R, service.RunConfig{Ready: func() { s.R.Stop() }, Patience: w.second / 10})
		Expect(err).To(MatchError(service.ErrPatience))
		Expect(s.R.Now().Sub(began)).To(BeNumerically("<", 50*w.second), "nobody has waited for a")
		for _, call := range s.R.DelayedCalls() {
			call.Cancel() // a's end, which nobody waits for
		}
	})

	inBothWorlds("is stopped by a service in its start, and stops that one too", func(s *reactortest.Script, _ world) {
		l := &reactortest.Log{}
		app, _ := witnesses(l, s.R, "a")
		Expect(app.AddNamed("stopper", &stopper{witness{log: l, r: s.R}})).To(Succeed())
		Expect(app.AddNamed("c", &witness{log: l})).To(Succeed())
		Expect(app.Run(context.Background(), s.R, service.RunConfig{})).To(Succeed())
		s.WantLog("the reactor stops once all are up", l, "start a", "start stopper", "start c", "stop c", "stop stopper", "stop a")
	})

	inBothWorlds("starts what is added while it runs, by a name of its own, and stops what is removed", func(s *reactortest.Script, _ world) {
		l := &reactortest.Log{}
		app, _ := witnesses(l, s.R, "a")
		client := s.End("client")
		client.OnMade = func() { client.Write("moshez\r\n") }
		client.OnLost = func() { s.R.Stop() }
		Expect(app.Run(context.Background(), s.R, service.RunConfig{Ready: func() {
			Expect(app.AddNamed("a", &witness{log: l})).To(MatchError(service.ErrDuplicateName))
			Expect(app.AddNamed("b", &witness{log: l, fails: errWitness})).To(MatchError("start of b: it cannot"))
			port := fingerAt(s.R, "127.0.0.1:0")
			Expect(app.AddNamed("finger", port)).To(Succeed())
			at := port.Listener().Addr()
			Expect(app.AddNamed("again", fingerAt(s.R, at.String()))).To(MatchError(core.ErrCannotListen), "its error is that of Add")
			app.Remove(port).AddCallback(func(v struct{}) (struct{}, error) {
				again := fingerAt(s.R, at.String())
				Expect(app.AddNamed("finger", again)).To(Succeed(), "the port and the name are free once it has stopped")
				s.Dial(again.Listener().Addr(), client)
				return v, nil
			})
		}})).To(Succeed())
		Expect(string(client.Received)).To(Equal("Happy and well\r\n"))
		s.WantLog("those that were refused are not there", l, "start a", "start b", "stop a")
	})

	inBothWorlds("runs a timer from its start to its stop, which waits for the call under way", func(s *reactortest.Script, w world) {
		l := &reactortest.Log{}
		app := service.NewApplication("ticking")
		var timer *service.Timer
		n := 0
		timer = service.NewDeferredTimer(s.R, w.second/10, func() *core.Deferred[struct{}] {
			if n++; n == 3 {
				s.R.Stop()
			}
			l.Note("call %d", n)
			return core.Later(s.R, w.second/20).AddCallback(func(v struct{}) (struct{}, error) {
				l.Note("done %d", n)
				return v, nil
			})
		})
		Expect(app.Add(timer)).To(Succeed())
		Expect(app.Run(context.Background(), s.R, service.RunConfig{})).To(Succeed())
		s.WantLog("one call at a time, the last as a whole", l, "call 1", "done 1", "call 2", "done 2", "call 3", "done 3")
	})

	inBothWorlds("goes on when a timer fails, which is logged and says so to who asks", func(s *reactortest.Script, w world) {
		s.ExpectFailures(1)
		app := service.NewApplication("ticking")
		timer := service.NewTimer(s.R, w.second/10, func() error { return errWitness })
		Expect(app.Add(timer)).To(Succeed())
		var why error
		Expect(app.Run(context.Background(), s.R, service.RunConfig{Ready: func() {
			Expect(timer.Running()).To(BeTrue(), "as a service, until it is stopped")
			timer.WhenDone().AddErrback(func(err error) (struct{}, error) {
				why = err
				s.R.Stop()
				return struct{}{}, nil
			})
		}})).To(Succeed())
		Expect(why).To(MatchError(errWitness))
	})

	inBothWorlds("ends with its context, and can run again", func(s *reactortest.Script, _ world) {
		l := &reactortest.Log{}
		app, _ := witnesses(l, s.R, "a")
		for range 2 {
			ctx, cancel := context.WithCancelCause(context.Background())
			Expect(app.Run(ctx, s.R, service.RunConfig{Ready: func() { cancel(errWitness) }})).To(MatchError(errWitness))
		}
		s.WantLog("twice the same", l, "start a", "stop a", "start a", "stop a")
	})
})

// A stopper stops its reactor while it is started.
type stopper struct{ witness }

func (w *stopper) Start() error {
	defer w.r.Stop()
	return w.witness.Start()
}
