package reactortest

import (
	"os"

	"ravel/core"
)

// A Bench is a kind of reactor on the test bench: how to make one, what it lacks, and what the suite
// cannot know of the system below it. A new Bench is made for each case, so its functions may share
// state that belongs to one case.
type Bench struct {
	// New makes a reactor that does not run. It is called at least once a case; the suite closes it.
	// A reactor that would listen for signals does so only if Signal is given.
	New func() core.Reactor
	// Lacks names every facet that the reactor does not have. The suite fails if one is missing that
	// is not named here, and also if one is named that is there.
	Lacks []Facet
	// Host is the system below a reactor that New made. Without one, the facets that need it are
	// lacking: see [Host].
	Host func(r core.Reactor) Host
	// Failures returns the panics and failures that r has logged so far. Each case says how many it
	// provokes; without this function only the callbacks are checked.
	Failures func(r core.Reactor) []error
	// Leaks names what is still open after r was stopped, sockets for instance. It may be nil.
	Leaks func(r core.Reactor) []string
	// Open names what the process has open of the system below, reactors' or not: the cases of Close compare
	// what it says before and after. It may be nil.
	Open func() []string
	// Multicast4 and Multicast6 name the interfaces over which multicast cases send, to groups that stay
	// on this host. Default: "lo", and none; without one for IPv6, Multicast6 is lacking.
	Multicast4, Multicast6 string
	// Signal sends a signal to the process in which r runs. Without it, Signals is lacking.
	Signal func(r core.Reactor, s os.Signal)
}

// lacks reports whether f is declared to be lacking.
func (b Bench) lacks(f Facet) bool {
	for _, l := range b.Lacks {
		if l == f {
			return true
		}
	}
	return false
}
