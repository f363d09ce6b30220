// Command bench measures ravel's servers beside their peers: the same load, the same machine, the same run.
//
//	go run . [-rounds 5] [-run 2s] [-servers c,ravel,net,netpoll] [-cases 50x64,1000x64,…]   the echo matrix
//	go run . -mode churn | idle | lines | udp | tls | tls-idle
//
// The server is pinned to CPU 0 and the load (C, one thread) to CPU 1. In each round every server runs every
// case, one after another, so that a disturbance hits all alike; the figure of a case is the median of its
// rounds, and what counts is the ratio to C on epoll in the CPU time that the server spends on a request.
//
//	main.go      flags and the table
//	run.go       one server under one load: starting, pinning, the CPU time of the measured window
//	build.go     the servers and the load, built into a temporary directory
//	lines.go     10,000 connections that each send a line a second
//	udp.go       the echo of datagrams
//	tls.go       round trips, handshakes and idle connections over TLS, beside goroutines on crypto/tls
//	nginx.go     nginx as one more server of handshakes
//	servers/     the servers in Go        c/    the yardstick and the load in C
//
// It needs a C compiler and taskset (util-linux). It is a module of its own, so that no peer enters ravel's go.mod.
package main
