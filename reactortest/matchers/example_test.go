package matchers_test

import (
	"fmt"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/fakes"
	. "ravel/reactortest/matchers"
)

// A greeter greets, greets again a second later, and leaves after another.
type greeter struct {
	core.Base
	clock core.Clock
}

func (g *greeter) ConnectionMade(t core.Transport) {
	g.Base.ConnectionMade(t)
	fmt.Fprintf(t, "MESSAGE Hello\n")
	g.clock.CallLater(1*time.Second, func() { fmt.Fprintf(t, "MESSAGE This is sent in a second\n") })
	g.clock.CallLater(2*time.Second, t.LoseConnection)
}

// The same in plain go test: NewWithT in the place of a Ginkgo spec.
func TestGreeter(t *testing.T) { greets(NewWithT(t)) }

func greets(g Gomega) {
	clock, t := fakes.NewClock(), fakes.NewStringTransport()
	(&greeter{clock: clock}).ConnectionMade(t)
	g.Expect(t).To(HaveWritten("MESSAGE Hello\n"))
	g.Expect(clock).To(And(HavePending(2), HaveDeadlineIn(1*time.Second)))
	clock.Advance(1 * time.Second)
	g.Expect(t).To(HaveWritten("MESSAGE This is sent in a second\n"))
	g.Expect(t).NotTo(BeClosing())
	clock.Advance(1 * time.Second)
	g.Expect(t).To(BeLosing())
	t.Turn()
	g.Expect(t).To(BeLostWith(core.ErrConnectionDone))
}

func ExampleHaveWritten() {
	g := NewGomega(func(message string, _ ...int) { fmt.Println(message) })
	t := fakes.NewStringTransport()
	fmt.Fprint(t, "hello")
	g.Expect(t).To(HaveWritten("hello"))
	fmt.Fprint(t, "wrold")
	g.Expect(t).To(HaveWritten("world"))
	// Output:
	// Expected to have written
	//     "world"
	// but it was
	//     "wrold"
	// they part at byte 1: "rold" in the place of "orld"
}
