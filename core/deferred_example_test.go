package core_test

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"ravel/core"
	"ravel/fakes"
)

func ExampleDeferred() {
	d := core.NewDeferred[int]()
	d.AddCallback(func(v int) (int, error) { fmt.Println("first", v); return v + 1, nil })
	d.AddCallback(func(v int) (int, error) { return 0, errors.New("no luck") })
	d.AddErrback(func(err error) (int, error) { fmt.Println("healed:", err); return 103, nil })
	d.AddCallback(func(v int) (int, error) { fmt.Println("last", v); return v, nil })
	d.Resolve(100)
	// Output:
	// first 100
	// healed: no luck
	// last 103
}

func ExampleThen() {
	length := core.NewDeferred[int]()
	text := core.Then(length, func(n int) (string, error) { return strconv.Itoa(n) + " bytes", nil })
	text.AddCallback(func(s string) (string, error) { fmt.Println(s); return s, nil })
	length.Resolve(12)
	// Output: 12 bytes
}

func ExampleDeferred_Timeout() {
	clock := fakes.NewClock()
	answer := core.NewDeferred[string]().Timeout(clock, 5*time.Second)
	answer.AddErrback(func(err error) (string, error) {
		fmt.Println(errors.Is(err, core.ErrTimeout), err)
		return "", nil
	})
	clock.Advance(time.Minute)
	// Output: true no result within 5s
}

func ExampleCooperator() {
	clock := fakes.NewClock()
	k := core.NewCooperator(clock)
	for _, name := range []string{"a", "b"} {
		k.Cooperate(func(yield func(core.Awaited, error) bool) {
			for i := range 2 {
				fmt.Println(name, i)
				if !yield(nil, nil) {
					return
				}
			}
		})
	}
	clock.Advance(0)
	// Output:
	// a 0
	// b 0
	// a 1
	// b 1
}
