package differential

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const (
	// deferredsMax is how many Deferreds a Program has at most, and stepsMax how many lines it has besides
	// those that make them.
	deferredsMax, stepsMax = 4, 24
)

// A Program is what is done with some Deferreds, a line for each step:
//
//	new d0 KIND           makes a Deferred whose canceller is KIND: none, log, value, error
//	list l0 OPTS d0 d1    a DeferredList; OPTS are three digits: fire on one callback, on one errback, consume
//	add d0 c1 HOW WHAT    adds callback c1: cb, eb or both, which notes that it was called and then does WHAT:
//	                      pass, value:7, raise, wait:d2, cancel:d2, fire:d2:5, more
//	fire d0 5, fail d0    gives it a result
//	cancel d0, pause d0, unpause d0
//	chain d0 d1           ChainTo
//
// Callbacks wait for, chain to, fire and cancel those of higher numbers alone, and each Deferred is waited for by
// one: so nothing waits for itself, and nothing is waited for while it is calling its callbacks. Twisted takes
// a result out of the middle of these then, and ravel waits for their end. A list that does not consume
// failures is not cancelled: ravel consumes what comes of that. What waits is not paused as well: Twisted has what
// it waits for stand still then.
type Program []string

// Random is the program of a seed.
func Random(seed uint64) Program {
	m := maker{draw: rand.New(rand.NewPCG(seed, 7))}
	m.deferreds = 1 + m.draw.IntN(deferredsMax)
	m.pauses, m.taken = make([]int, m.deferreds), make([]bool, m.deferreds)
	m.waits, m.paused = make([]bool, m.deferreds), make([]bool, m.deferreds)
	for i := range m.deferreds {
		m.say("new d%d %s", i, m.one("none", "none", "log", "value", "error"))
	}
	for range 4 + m.draw.IntN(stepsMax-3) {
		m.step()
	}
	return m.program
}

// A maker makes one program.
type maker struct {
	draw      *rand.Rand
	program   Program
	deferreds int
	callbacks int
	lists     []string // the options of each
	pauses    []int
	taken     []bool // it is waited for, or chained to
	waits     []bool // a callback of it may wait
	paused    []bool // it was once
}

func (m *maker) say(format string, with ...any) {
	m.program = append(m.program, fmt.Sprintf(format, with...))
}

func (m *maker) one(of ...string) string { return of[m.draw.IntN(len(of))] }

func (m *maker) step() {
	i := m.draw.IntN(m.deferreds)
	switch m.draw.IntN(20) {
	case 0:
		m.list()
	case 1:
		if !m.waits[i] {
			m.paused[i] = true
			m.pauses[i]++
			m.say("pause d%d", i)
		}
	case 2, 3:
		if m.pauses[i] > 0 {
			m.pauses[i]--
			m.say("unpause d%d", i)
		}
	case 4:
		if j, ok := m.higher(i); ok && !m.taken[j] {
			m.taken[j] = true
			m.say("chain d%d d%d", i, j)
		}
	case 5:
		m.say("cancel d%d", i)
	case 6:
		m.say("fail d%d", i)
	case 7, 8, 9:
		m.say("fire d%d %d", i, m.number())
	case 10:
		if n := len(m.lists); n > 0 && m.lists[n-1][2] == '1' {
			m.say("cancel l%d", n-1)
		}
	default:
		m.say("add d%d c%d %s %s", i, m.callbacks, m.one("cb", "cb", "cb", "eb", "both"), m.what(i))
		m.callbacks++
	}
}

func (m *maker) number() int { return 1 + m.draw.IntN(9) }

// higher is a Deferred of a higher number than i, if there is one.
func (m *maker) higher(i int) (j int, ok bool) {
	if i+1 == m.deferreds {
		return 0, false
	}
	return i + 1 + m.draw.IntN(m.deferreds-i-1), true
}

// what is what a callback of the i-th Deferred does.
func (m *maker) what(i int) string {
	verb := m.one("pass", "value", "value", "raise", "wait", "wait", "wait", "cancel", "fire", "more")
	j, ok := m.higher(i)
	switch {
	case verb == "value":
		return fmt.Sprintf("value:%d", m.number())
	case verb == "cancel":
		return fmt.Sprintf("cancel:d%d", i+m.draw.IntN(m.deferreds-i))
	case verb == "pass", verb == "raise", verb == "more":
		return verb
	case ok && verb == "fire":
		return fmt.Sprintf("fire:d%d:%d", j, m.number())
	case !ok || m.taken[j] || m.paused[i]:
		return "pass"
	}
	m.taken[j], m.waits[i] = true, true
	return fmt.Sprintf("wait:d%d", j)
}

// list makes a DeferredList of two Deferreds or more.
func (m *maker) list() {
	if m.deferreds < 2 {
		return
	}
	var of []string
	for _, i := range m.draw.Perm(m.deferreds)[:2+m.draw.IntN(m.deferreds-1)] {
		of = append(of, fmt.Sprintf("d%d", i))
	}
	opts := m.one("0", "1") + m.one("0", "1") + m.one("0", "1")
	m.say("list l%d %s %s", len(m.lists), opts, strings.Join(of, " "))
	m.lists = append(m.lists, opts)
}

// accounts reports whether what is unhandled at the end is the same in Twisted: a list that does not consume
// failures reports some of them twice there, once for itself and once for where they came from.
func (p Program) accounts() bool {
	for _, line := range p {
		if f := strings.Fields(line); f[0] == "list" && f[2][2] == '0' {
			return false
		}
	}
	return true
}
