package specs

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/fakes"
	"ravel/reactortest"
)

// The articles' examples of Deferreds. In each a result comes a second later, as from a slow server.

var errLuck = errors.New("no luck")

var _ = Describe("the Deferreds of the articles", func() {
	var log []string
	note := func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
	BeforeEach(func() { log = nil })
	plusOne := func(v int) (int, error) { note("%d", v); return v + 1, nil }

	inBothWorlds("a callback gets the result when it comes", func(s *reactortest.Script, w world) {
		d := core.NewDeferredOn[string](s.R)
		d.AddCallback(func(v string) (string, error) { note("result: %s", v); s.Stop(); return v, nil })
		s.RunWith(func() {
			s.R.CallLater(w.second, func() { d.Resolve("a poem") })
			note("waiting")
		})
		Expect(log).To(Equal([]string{"waiting", "result: a poem"}))
	})

	inBothWorlds("an errback gets the failure", func(s *reactortest.Script, w world) {
		d := core.NewDeferredOn[string](s.R)
		d.AddCallbacks(
			func(v string) (string, error) { note("a callback was called"); return v, nil },
			func(err error) (string, error) { note("failed: %v", err); s.Stop(); return "", nil })
		s.RunWith(func() { s.R.CallLater(w.second, func() { d.Fail(errLuck) }) })
		Expect(log).To(Equal([]string{"failed: no luck"}))
	})

	inBothWorlds("a chain passes 100 on until it is 103", func(s *reactortest.Script, w world) {
		d := core.NewDeferredOn[int](s.R)
		d.AddCallback(plusOne).AddCallback(plusOne).AddCallback(plusOne)
		d.AddCallback(func(v int) (int, error) { note("%d", v); s.Stop(); return v, nil })
		s.RunWith(func() { s.R.CallLater(w.second, func() { d.Resolve(100) }) })
		Expect(log).To(Equal([]string{"100", "101", "102", "103"}))
	})

	inBothWorlds("a chain whose second link fails goes to the errback, and is healed there", func(s *reactortest.Script, w world) {
		d := core.NewDeferredOn[int](s.R)
		d.AddCallback(plusOne)
		d.AddCallback(func(v int) (int, error) { panic(errLuck) })
		d.AddCallback(plusOne)
		d.AddErrback(func(err error) (int, error) { note("%v", errors.Is(err, errLuck)); return 103, nil })
		d.AddCallback(func(v int) (int, error) { note("%d", v); s.Stop(); return v, nil })
		s.RunWith(func() { s.R.CallLater(w.second, func() { d.Resolve(100) }) })
		Expect(log).To(Equal([]string{"100", "true", "103"}))
	})

	inBothWorlds("what is added for both is called with either", func(s *reactortest.Script, w world) {
		good, bad := core.NewDeferredOn[int](s.R), core.NewDeferredOn[int](s.R)
		for _, d := range []*core.Deferred[int]{good, bad} {
			d.AddBoth(func(v int, err error) (int, error) { note("both: %d, %v", v, err); return v, nil })
		}
		core.Gather(good, bad).AddBoth(func(all []int, err error) ([]int, error) { s.Stop(); return all, err })
		s.RunWith(func() {
			s.R.CallLater(w.second, func() { good.Resolve(7) })
			s.R.CallLater(2*w.second, func() { bad.Fail(errLuck) })
		})
		Expect(log).To(Equal([]string{"both: 7, <nil>", "both: 0, no luck"}))
	})

	inBothWorlds("a callback that returns a Deferred is waited for", func(s *reactortest.Script, w world) {
		began := s.R.Now()
		d := core.DeferLater(s.R, w.second, func() (int, error) { return 100, nil })
		d.AddCallbackDeferred(func(v int) *core.Deferred[int] {
			return core.DeferLater(s.R, w.second, func() (int, error) { return v + 1, nil })
		})
		d.AddCallback(func(v int) (int, error) { note("%d", v); s.Stop(); return v, nil })
		s.Run()
		Expect(log).To(Equal([]string{"101"}))
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", 2*w.second))
	})

	inBothWorlds("several are waited for together", func(s *reactortest.Script, w world) {
		after := func(n int) *core.Deferred[int] {
			return core.DeferLater(s.R, time.Duration(n)*w.second, func() (int, error) { note("%d", n); return n, nil })
		}
		core.Gather(after(3), after(1), after(2)).AddCallback(func(all []int) ([]int, error) {
			note("%v", all)
			s.Stop()
			return all, nil
		})
		s.Run()
		Expect(log).To(Equal([]string{"1", "2", "3", "[3 1 2]"}), "they come in their order, and are told in ours")
	})

	inBothWorlds("a result that takes too long is given up", func(s *reactortest.Script, w world) {
		d := core.NewDeferredOn(s.R, func(*core.Deferred[int]) { note("given up") }).Timeout(s.R, w.second)
		d.AddErrback(func(err error) (int, error) { note("%v", errors.Is(err, core.ErrTimeout)); s.Stop(); return 0, nil })
		s.Run()
		Expect(log).To(Equal([]string{"given up", "true"}))
	})

	inBothWorlds("a program runs until its result, and exits with its code", func(s *reactortest.Script, w world) {
		r := w.bench().New()
		code := core.Main(r, func(r core.Reactor) *core.Deferred[int] {
			return core.DeferLater(r, w.second, func() (int, error) { return 0, &core.ExitError{Code: 3} })
		})
		Expect(code).To(Equal(3))
	})
})

var _ = Describe("a failure that nobody handles", func() {
	// forget is a program with a bug: it never looks at what becomes of its work.
	forget := func(r core.Reactor) {
		core.DeferLater(r, time.Second, func() (int, error) { return 0, errLuck })
	}

	It("fails a spec on the fake, and says where its Deferred was made", func() {
		r := fakes.NewReactor(fakes.Config{Logger: quiet()})
		forget(r)
		Expect(r.Leaks()).To(ConsistOf("delayed call due in 1s"))
		r.Advance(time.Second)
		Expect(r.Leaks()).To(ConsistOf(And(ContainSubstring("no luck"), ContainSubstring("deferred_test.go:"))))
	})

	It("is logged once in production, when the reactor is closed at the latest", func() {
		var out bytes.Buffer
		r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(&out, nil))})
		forget(r)
		r.Advance(time.Second)
		Expect(out.String()).To(BeEmpty(), "somebody may still handle it")
		Expect(r.Close()).To(Succeed())
		Expect(bytes.Count(out.Bytes(), []byte("no luck"))).To(Equal(1))
	})
})
