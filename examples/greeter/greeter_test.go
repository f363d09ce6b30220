package main

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/fakes"
	. "ravel/reactortest/matchers"
)

func TestGreeter(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "greeter")
}

var _ = Describe("greeter", func() {
	It("greets, and again a second later, then leaves", func() {
		clock, t := fakes.NewClock(), fakes.NewStringTransport()
		(&greeter{clock: clock}).ConnectionMade(t)
		Expect(t).To(HaveWritten("MESSAGE Hello\n"))
		clock.Advance(1 * time.Second)
		Expect(t).To(HaveWritten("MESSAGE This is sent in a second\n"))
		clock.Advance(1 * time.Second)
		Expect(t).To(BeLosing())
	})
})
