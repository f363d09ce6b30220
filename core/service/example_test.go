package service_test

import (
	"context"
	"fmt"
	"time"

	"ravel/core"
	"ravel/core/service"
	"ravel/fakes"
	"ravel/protocols/finger"
)

// A finger server and a timer, as one application. On a production reactor nothing would differ.
func Example() {
	r := fakes.NewReactor()
	app := service.NewApplication("finger")
	port := service.NewStream(r, service.EndpointFunc(func(r core.Reactor, f core.Factory) (core.Listener, error) {
		return r.ListenTCP("127.0.0.1:79", f)
	}), finger.Factory(finger.Config{Users: map[string]string{"moshez": "Happy and well"}}))
	port.Listening = func(l core.Listener) { fmt.Println("listening on", l.Addr()) }
	app.Add(port)
	app.Add(service.NewTimer(r, time.Minute, func() error {
		fmt.Println("sweep")
		return nil
	}))
	r.CallLater(90*time.Second, func() { r.Stop() })
	fmt.Println(app.Run(context.Background(), r, service.RunConfig{}))
	// Output:
	// listening on 127.0.0.1:79
	// sweep
	// sweep
	// <nil>
}

// The tree of a program: a port and a timer, which start in order and stop in reverse.
func ExampleApplication_Run() {
	ctx, r := context.Background(), fakes.NewReactor()
	endpoint := service.EndpointFunc(func(r core.Reactor, f core.Factory) (core.Listener, error) {
		return r.ListenTCP("127.0.0.1:79", f)
	})
	factory := finger.Factory(finger.Config{})
	sweep := func() error { r.Stop(); return nil }

	app := service.NewApplication("finger")
	app.Add(service.NewStream(r, endpoint, factory))
	app.Add(service.NewTimer(r, time.Minute, sweep))
	err := app.Run(ctx, r, service.RunConfig{})

	fmt.Println(err)
	// Output: <nil>
}
