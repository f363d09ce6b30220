// Package worlds has what "ravel sim" runs: for each protocol that "ravel serve" knows, a world of its server
// and of clients that know what to expect.
//
//	asking.go   clients that send something and know the answer
//	chat.go     people who talk, and one who comes and goes
//
// The servers are those of "ravel serve": a world is given the factory.
package worlds

import "ravel/core"

// Serve makes the factory that the server's node listens with.
type Serve func(r core.Reactor) core.Factory

// port is where every server of a world listens.
const port = 8007

// within is how long the clients of a world may take.
const within = 60

func listen(r core.Reactor, serve Serve) {
	if _, err := r.ListenTCP(":8007", serve(r)); err != nil {
		panic(err)
	}
}
