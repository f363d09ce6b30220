// Command ravel serves protocols on real sockets, and runs them with their clients in simulation.
//
//	ravel serve NAME --listen ENDPOINT…
//	ravel sim NAME --seeds N
//
// The map:
//
//	main.go       the commands and how their arguments are read
//	catalog.go    what can be served, by name
//	endpoint.go   endpoint strings: tcp:HOST:PORT, tcp6:…, udp:…, unix:PATH
//	serve.go      ravel serve
//	drain.go      connections that may finish before the reactor stops
//	sim.go        ravel sim
//	progress.go   the bar on a terminal
package main
