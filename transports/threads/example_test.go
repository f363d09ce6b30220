package threads_test

import (
	"context"
	"fmt"

	"ravel/core"
	"ravel/transports/native"
)

// A job runs on the pool; what it returns arrives on the reactor's goroutine.
func Example() {
	r := native.New()
	defer r.Close()
	r.CallWhenRunning(func() {
		sum := core.DeferToThread(r, func(context.Context) (int, error) {
			n := 0
			for i := range 1001 {
				n += i
			}
			return n, nil
		})
		core.Then(sum, func(n int) (struct{}, error) {
			fmt.Println(n)
			return struct{}{}, r.Stop()
		})
	})
	if err := r.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: 500500
}
