package specs

import (
	"errors"
	"fmt"
	"net"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/core/coro"
	"ravel/reactortest"
)

var _ = Describe("the inline callbacks of the articles", func() {
	var log []string
	note := func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
	BeforeEach(func() { log = nil })

	inBothWorlds("sequential code waits for one result after the other", func(s *reactortest.Script, w world) {
		later := func(v int) *core.Deferred[int] {
			return core.DeferLater(s.R, w.second, func() (int, error) { return v, nil })
		}
		began := s.R.Now()
		out := coro.Go(s.R, func(co *coro.Co) (int, error) {
			x, err := coro.Await(co, later(40))
			if err != nil {
				return 0, err
			}
			note("first %d", x)
			y, err := coro.Await(co, later(2))
			if err != nil {
				return 0, err
			}
			note("second %d", y)
			return x + y, nil
		})
		note("meanwhile")
		out.AddCallback(func(v int) (int, error) { note("result %d", v); s.Stop(); return v, nil })
		s.Run()
		Expect(log).To(Equal([]string{"meanwhile", "first 40", "second 2", "result 42"}))
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", 2*w.second))
	})

	inBothWorlds("a failure is an error where it was waited for", func(s *reactortest.Script, w world) {
		coro.Do(s.R, func(co *coro.Co) error {
			defer s.Stop()
			_, err := coro.Await(co, core.DeferLater(s.R, w.second, func() (int, error) { return 0, errLuck }))
			note("caught: %v", err)
			return nil
		})
		s.Run()
		Expect(log).To(Equal([]string{"caught: no luck"}))
	})

	inBothWorlds("cancelling it cancels what it waits for", func(s *reactortest.Script, w world) {
		out := coro.Do(s.R, func(co *coro.Co) error {
			err := coro.Sleep(co, s.R, 1000*w.second)
			note("woken: %v", errors.Is(err, core.ErrCancelled))
			return nil
		})
		s.R.CallLater(w.second, out.Cancel)
		s.R.CallLater(2*w.second, s.Stop)
		s.Run()
		Expect(log).To(Equal([]string{"woken: true"}))
	})

	inBothWorlds("a client is a page from top to bottom", func(s *reactortest.Script, w world) {
		l := s.Listen(core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &echoer{}, nil }))
		coro.Do(s.R, func(co *coro.Co) error {
			defer s.Stop()
			p := &pages{made: core.NewDeferredOn[core.Transport](s.R), lost: core.NewDeferredOn[error](s.R), in: core.NewQueue[string]()}
			s.DialWith(l.Addr(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil }))
			t, err := coro.Await(co, p.made)
			if err != nil {
				return err
			}
			for i := range 3 {
				fmt.Fprintf(t, "page %d", i)
				text, err := coro.Await(co, p.in.Get())
				if err != nil {
					return err
				}
				note("%s", text)
			}
			t.LoseConnection()
			reason, err := coro.Await(co, p.lost)
			note("done: %v", errors.Is(reason, core.ErrConnectionDone))
			return err
		})
		s.Run()
		Expect(log).To(Equal([]string{"page 0", "page 1", "page 2", "done: true"}))
	})
})

// pages is a protocol as Deferreds.
type pages struct {
	core.Base
	made *core.Deferred[core.Transport]
	lost *core.Deferred[error]
	in   *core.Queue[string]
}

func (p *pages) ConnectionMade(t core.Transport) { p.made.Resolve(t) }
func (p *pages) DataReceived(lent []byte)        { p.in.Put(string(lent)) }
func (p *pages) ConnectionLost(reason error)     { p.lost.Resolve(reason) }
