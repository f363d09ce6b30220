package main

import (
	"fmt"
	"time"

	"ravel/core"
)

// greeter sends a line, a second later another, and leaves after two.
type greeter struct {
	core.Base // keeps the Transport, and answers what we don't care for
	clock     core.Clock
}

func (g *greeter) ConnectionMade(t core.Transport) {
	g.Base.ConnectionMade(t)
	fmt.Fprint(t, "MESSAGE Hello\n")
	g.clock.CallLater(1*time.Second, func() { fmt.Fprint(t, "MESSAGE This is sent in a second\n") })
	g.clock.CallLater(2*time.Second, t.LoseConnection)
}
