// Package splits feeds an input to a parser at every fragmentation.
//
// A stream has no boundaries: a parser must say the same of "5:hello," whether it comes whole, byte by byte
// or cut anywhere. [Check] runs a test over the splits of an input, the simplest first, and a failure
// names the split that it needed. Every piece is lent and poisoned afterwards, so a parser that keeps
// the slice it was lent is found as well. In Ginkgo, reactortest.DescribeSplits is the same as a spec.
//
//	split.go   Split: where an input is cut; All: the splits to try
//	feed.go    Feed: handing the pieces over
//	check.go   Check: for go test
//
// The package imports the standard library only, so that a codec's tests need nothing else.
package splits
