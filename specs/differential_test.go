package specs

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/reactortest"
)

const (
	// tapes is how many random tapes of calls are compared, and tapeSteps how long each is.
	tapes, tapeSteps = 200, 30
	// writeMax bounds one write. All of a tape's writes together fit the buffers of any system, so that
	// how large those are makes no difference.
	writeMax = 1 << 10
)

// The simulation is checked against the system: the same calls, in the same order, on the same two ends of a
// connection. Everything settles between the calls, so that the order of what is told is certain; what may
// legally race cannot.
var _ = Describe("random calls on sockets and in simulation", func() {
	if len(systemWorlds()) == 0 {
		return // there is nothing to compare the simulation with
	}
	It("are told the same, side by side", func() {
		var said strings.Builder
		for seed := range uint64(tapes) {
			tape := record(seed)
			real := replay(systemWorlds()[0], tape)
			simulated := replay(worlds()[len(worlds())-1], tape)
			Expect(simulated).To(Equal(real), "tape of seed %d: %v", seed, tape)
			said.WriteString(strings.Join(real, "\n"))
		}
		// What never happened was not compared.
		for _, what := range []string{"lost: aborted", "lost: done", "lost: lost", "read lost", "write lost", "P.stop",
			core.ErrWriteClosed.Error(), core.ErrNotConnected.Error(), core.ErrProducerRegistered.Error()} {
			if !strings.Contains(said.String(), what) {
				Fail(fmt.Sprintf("among %d tapes there is none that says %q", tapes, what))
			}
		}
	})
})

// A tape is who knows of half-closing, and the calls. One side may make several in a turn; what both do in
// the same turn could race.
type tape struct {
	half  [2]bool // server, client
	calls []tapeCall
}

// A tapeCall is one call on one side.
type tapeCall struct {
	side int // 0 is the server
	verb string
	n    int  // for writes: how many bytes
	more bool // the same side makes another call in this turn
}

func (c tapeCall) String() string {
	if c.n > 0 {
		return fmt.Sprintf("%c.%s(%d)", "SC"[c.side], c.verb, c.n)
	}
	return fmt.Sprintf("%c.%s", "SC"[c.side], c.verb)
}

// record makes the tape of a seed. Most calls are writes: each other verb soon ends something.
func record(seed uint64) tape {
	draw := rand.New(rand.NewPCG(seed, 1))
	verbs := []string{"write", "write", "write", "write", "write", "writev", "pause", "resume", "resume",
		"produce", "unproduce", "half", "lose", "abort"}
	t := tape{half: [2]bool{draw.IntN(2) == 0, draw.IntN(2) == 0}}
	for range tapeSteps {
		c := tapeCall{side: draw.IntN(2), verb: verbs[draw.IntN(len(verbs))]}
		if n := len(t.calls); n > 0 && draw.IntN(3) == 0 {
			last := &t.calls[n-1]
			last.more, c.side = true, last.side
		}
		if strings.HasPrefix(c.verb, "write") {
			c.n = 1 + draw.IntN(writeMax)
		}
		t.calls = append(t.calls, c)
	}
	return t
}

// replay makes the calls in a world and returns what was told: a line for each call, with both sides.
func replay(w world, t tape) (told []string) {
	reactortest.Play(GinkgoT(), w.bench(), func(s *reactortest.Script) {
		ends := [2]*reactortest.End{}
		for side, name := range []string{"S", "C"} {
			ends[side] = s.End(name)
			if t.half[side] {
				ends[side] = s.HalfEnd(name)
			}
		}
		s.Pair(ends[0], ends[1])
		read, seen := [2]int{}, [2]int{}
		for i, c := range t.calls {
			result := c.make(ends[c.side], byte(i))
			// A write to a peer that has gone is answered with a reset, which may or may not overtake the
			// next call.
			if gone := ends[0].Lost() || ends[1].Lost(); c.more && !gone {
				told = append(told, c.String()+result)
				continue
			}
			s.Settle()
			line := c.String() + result + ":"
			for side, e := range ends {
				if n := len(e.Received) - read[side]; n > 0 {
					line += fmt.Sprintf(" %s+%d/%x", e.Name, n, sum(e.Received[read[side]:]))
					read[side] += n
				}
				for _, event := range eventsOf(e)[seen[side]:] {
					line += " " + e.Name + event
					seen[side]++
				}
			}
			told = append(told, line)
		}
		for _, e := range ends {
			e.Abort()
		}
		s.Settle()
	})
	return told
}

// eventsOf are e's events without the bytes.
func eventsOf(e *reactortest.End) []string {
	var events []string
	for _, event := range e.Events() {
		if !strings.HasPrefix(event, "data ") {
			events = append(events, event)
		}
	}
	return events
}

// make makes the call and says what it returned, if that is something.
func (c tapeCall) make(e *reactortest.End, fill byte) string {
	switch c.verb {
	case "write":
		_, err := e.Transport.Write(filled(c.n, fill))
		return outcome(err)
	case "writev":
		p := filled(c.n, fill)
		e.Transport.WriteSequence([][]byte{p[:c.n/2], p[c.n/2:]})
	case "pause":
		e.Pause()
	case "resume":
		e.Resume()
	case "produce":
		return outcome(e.Consumer().RegisterPush(noter{e}))
	case "unproduce":
		e.Consumer().UnregisterProducer()
	case "half":
		e.LoseWrite()
	case "lose":
		e.Lose()
	case "abort":
		e.Abort()
	}
	return ""
}

func outcome(err error) string {
	for _, known := range []error{core.ErrNotConnected, core.ErrWriteClosed, core.ErrProducerRegistered} {
		if errors.Is(err, known) {
			return "=" + known.Error()
		}
	}
	if err != nil {
		return "=" + err.Error()
	}
	return ""
}

func filled(n int, fill byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = fill + byte(i)
	}
	return p
}

// sum tells bytes apart.
func sum(p []byte) uint32 {
	h := uint32(2166136261)
	for _, b := range p {
		h = (h ^ uint32(b)) * 16777619
	}
	return h
}

// noter is a push producer that notes what it is asked.
type noter struct{ e *reactortest.End }

func (n noter) PauseProducing()  { n.e.Note(" P.pause") }
func (n noter) ResumeProducing() { n.e.Note(" P.resume") }
func (n noter) StopProducing()   { n.e.Note(" P.stop") }
