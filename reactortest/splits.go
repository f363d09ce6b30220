package reactortest

import (
	"github.com/onsi/ginkgo/v2"

	"ravel/reactortest/splits"
)

// A Feed hands an input over in pieces.
type Feed = splits.Feed

// DescribeSplits is a spec that runs body over the splits of input, the simplest first. A failure names the
// split. Each piece is lent and poisoned afterwards. [splits.All] says which splits are tried.
func DescribeSplits(name, input string, body func(feed Feed)) bool {
	return ginkgo.Describe(name, func() {
		ginkgo.It("says the same at every fragmentation", func() {
			overSplits(input, body, func(split, why string) {
				ginkgo.AddReportEntry("the split", split+": "+why, ginkgo.ReportEntryVisibilityFailureOrVerbose)
			}, func(message string) { ginkgo.Fail(message) })
		})
	})
}

// overSplits runs body over all splits. One that body does not return from is noted, on the way out; fail
// is for a body that never calls its feed.
func overSplits(input string, body func(feed Feed), note func(split, why string), fail func(message string)) {
	for s := range splits.All(len(input)) {
		returned := false
		splits.Run(s, input, func(feed Feed) { body(feed); returned = true }, func(why string) {
			note(s.Show(input), why)
			if returned {
				fail(why)
			}
		})
	}
}
