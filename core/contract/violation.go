package contract

import (
	"fmt"

	"ravel/core/wrap"
)

// A Violation is a row that was broken. It is an error.
type Violation struct {
	Row Row
	// Of is the type of what was watched: "*chat.Protocol".
	Of string
	// Got is what happened: `DataReceived("abc") in state lost`.
	Got string
}

func (v Violation) Error() string {
	return fmt.Sprintf("%s: %s Got %s, of %s.", v.Row.ID, v.Row.Says, v.Got, v.Of)
}

// A monitor reports what one watched thing breaks.
type monitor struct {
	of     string
	report func(Violation)
}

func newMonitor(of any, report func(Violation)) monitor {
	if report == nil {
		panic("contract: nobody to report to")
	}
	return monitor{fmt.Sprintf("%T", of), report}
}

// broken reports that the row of that id was broken.
func (m *monitor) broken(id, got string, a ...any) {
	m.report(Violation{rowOf(id), m.of, fmt.Sprintf(got, a...)})
}

// move steps each of states by e, and reports the rows that forbid it.
func (m *monitor) move(e Event, states ...*State) {
	for _, s := range states {
		next, row := step(*s, e)
		if row != nil {
			m.report(Violation{*row, m.of, fmt.Sprintf("%v in state %q", e, *s)})
		}
		*s = next
	}
}

// Finish reports what never came of what was watched: a connection that was made and never lost (T-030), a
// port that was started and never stopped (D-029). It is for when the reactor has ended. watched are
// what Watch, WatchFactory and WatchDatagram returned; a factory stands for all that it built.
func Finish(watched ...any) {
	for _, w := range watched {
		f, ok := wrap.Of(w).(finisher)
		if !ok {
			panic(fmt.Sprintf("contract: Finish of a %T, which is not watched", w))
		}
		f.finish()
	}
}

type finisher interface{ finish() }
