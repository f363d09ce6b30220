package reactortest

import (
	"slices"
	"testing"

	"github.com/onsi/ginkgo/v2"
)

// A Case is one rule that every reactor keeps.
type Case struct {
	// ID begins with the group: "TCP-007".
	ID string
	// Says is the rule as a sentence.
	Says string
	// Needs are the facets without which the case means nothing.
	Needs []Facet

	body func(s *Script)
}

// Cases are all cases in order.
func Cases() []Case {
	return slices.Concat(
		clkCases(), loopingCases(),
		reaTurnCases(), reaLifeCases(), reaTriggerCases(), reaPostCases(),
		deferredCases(), cooperatorCases(), coroCases(), threadsCases(), namesCases(),
		tcpCases(), tcpCloseCases(), tcpWriteCases(), halfCases(), producerCases(), pauseCases(),
		connectorCases(), listenerCases(), errorCases(),
		udpCases(), multicastCases(), unixCases(), unixDatagramCases(),
		descriptorCases(), adopterCases(),
		processCases(), processPipeCases(), standardIOCases(), closeCases(),
		tlsCases(), tlsCloseCases(),
		endpointCases(),
	)
}

// Run runs the suite in plain go test: one subtest for the facets and one for each case.
func Run(t *testing.T, bench func() Bench) {
	t.Run("FACETS", func(t *testing.T) { PlayFacets(t, bench()) })
	for _, c := range Cases() {
		t.Run(c.ID, func(t *testing.T) {
			t.Log(c.Says)
			b := bench()
			if lacking := c.lacking(b); lacking != "" {
				t.Skipf("the reactor lacks %s", lacking)
			}
			Play(t, b, c.body)
		})
	}
}

// Describe declares the suite as a Ginkgo container: one spec for the facets and one for each case.
func Describe(name string, bench func() Bench) bool {
	return ginkgo.Describe(name, func() {
		ginkgo.It("has every facet but those that its bench says it lacks", func() {
			PlayFacets(ginkgo.GinkgoT(), bench())
		})
		for _, c := range Cases() {
			ginkgo.It(c.ID+" "+c.Says, func() {
				b := bench()
				if lacking := c.lacking(b); lacking != "" {
					ginkgo.Skip("the reactor lacks " + string(lacking))
				}
				Play(ginkgo.GinkgoT(), b, c.body)
			})
		}
	})
}

// lacking is a facet that c needs and b lacks.
func (c Case) lacking(b Bench) Facet {
	for _, f := range c.Needs {
		if b.lacks(f) {
			return f
		}
	}
	return ""
}

// Play plays the case on a new reactor of b, for who runs some cases only. A bench that lacks what the case
// needs is for the caller to leave out.
func (c Case) Play(t T, b Bench) {
	t.Helper()
	Play(t, b, c.body)
}

// Play plays a script of one's own on a new reactor of b. Afterwards the reactor is stopped and closed, and
// what holds after every case has to hold: each end that was made was lost once, no delayed call is left,
// nothing has failed but what was expected, nothing has leaked.
func Play(t T, b Bench, body func(s *Script)) {
	t.Helper()
	s := newScript(t, b)
	passed := false
	defer func() { s.finish(passed) }() // also after FailNow, and after Ginkgo's panic
	body(s)
	passed = true
}

// PlayFacets fails for each facet that b lacks and does not say so, and for each that it says it lacks and has.
func PlayFacets(t T, b Bench) {
	t.Helper()
	Play(t, b, checkFacets)
}
