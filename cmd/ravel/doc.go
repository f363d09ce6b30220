// Command ravel serves protocols on real sockets, and runs them with their clients in simulation.
//
//	ravel serve NAME --listen ENDPOINT… | --config FILE
//	ravel sim NAME --seeds N
//
// The map:
//
//	main.go       the commands and how their arguments are read; flags.go: their values, and what help says;
//	              version.go: what was built
//	catalog.go    what can be served, by name
//	endpoint.go   endpoint strings: tcp:HOST:PORT, tcp6:…, udp:…, unix:PATH
//	endpoint_string.go   and those of transports/endpoint's grammar
//	stdio.go      what serving standard input and output changes
//	serve.go      ravel serve: its flags; config.go: the same from a file
//	serve_run.go  one process that serves, from its privileges to its end
//	server.go     an endpoint as a service
//	drain.go      connections that may finish before the reactor stops
//	daemon.go     to the background; process_*.go, duplicate_*.go: what that and signals need of the system
//	identity.go   users and groups by name; pidfile.go; notify.go: systemd; clock_*.go: the times those ask for
//	logging.go    where the log goes; logfile.go: a file that is rotated; syslog*.go
//	debug.go      what the loop does, over HTTP
//	sim.go        ravel sim
//	progress.go   the bar on a terminal
package main
