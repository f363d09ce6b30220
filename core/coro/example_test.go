package coro_test

import (
	"fmt"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
)

func ExampleGo() {
	clock := fakes.NewClock()
	ask := func(question string) *core.Deferred[string] {
		return core.DeferLater(clock, time.Second, func() (string, error) { return question + " 42", nil })
	}
	coro.Do(clock, func(co *coro.Co) error {
		answer, err := coro.Await(co, ask("six by seven?"))
		if err != nil {
			return err
		}
		fmt.Println(answer)
		if err := coro.Sleep(co, clock, time.Minute); err != nil {
			return err
		}
		fmt.Println("a minute later")
		return nil
	})
	fmt.Println("meanwhile")
	clock.Advance(2 * time.Minute)
	// Output:
	// meanwhile
	// six by seven? 42
	// a minute later
}
