// Package matchers is Gomega matchers for authors of protocols.
//
//	state.go     how a transport stands (BeLosing, BeLostWith, …) and what a clock has to do (HavePending, …)
//	written.go   HaveWritten: what a protocol wrote
//
// It can be imported with a dot beside Ginkgo and Gomega: no name here is one of theirs. In plain go test
// it works with gomega.NewWithT. The matchers ask small interfaces of what they are given, which the
// transports and clocks of package fakes answer, every reactor where it can, and anybody's own.
package matchers
