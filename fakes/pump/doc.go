// Package pump puts two protocols face to face and moves what they write from one to the other in lock
// step, without a network, a clock or a reactor.
//
//	pump.go    Connect, Step, Flush: two fakes.StringTransports and what is under way between them
//	pipe.go    one direction of it
//	policy.go  Policy: how much arrives in a step; Every: a conversation at every fragmentation
//
// A Step is: what was written leaves; one piece arrives at each side; ends are told. Nothing that a side
// answers in a step arrives in the same one. For time, latency and faults there is fakes.NewNetwork.
package pump
