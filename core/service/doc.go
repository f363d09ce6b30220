// Package service is how a program is put together: services that start and stop, in a tree.
//
//	app := service.NewApplication("finger")
//	app.Add(service.NewStream(r, endpoint, factory))
//	app.Add(service.NewTimer(r, time.Minute, sweep))
//	err := app.Run(ctx, r, service.RunConfig{})
//
// The life of a tree, in order:
//
//	PrivilegedStart   in the order of adding, of those that have it: they bind their ports
//	Drop              privileges are given up
//	Start             in the order of adding, once the reactor runs
//	Stop              of all, last added first; the reactor's shutdown waits for what takes longer
//
// The map:
//
//	service.go      Service, and Base, which most services embed
//	multi.go        Multi: a service of services
//	multi_stop.go   how it stops, and what it says when some could not
//	timer.go        Timer: a call again and again
//	stream.go       Stream: a factory on an endpoint
//	application.go  Application: the root, and its life on a reactor
//
// Everything here belongs to the reactor's goroutine.
package service
