package contract

import (
	"fmt"
	"slices"
	"testing"

	"ravel/core"
)

// path is the events that bring a bench to a state.
var path = map[State][]Event{
	Open:        {ConnectionMade},
	Losing:      {ConnectionMade, LoseConnection},
	Aborting:    {ConnectionMade, AbortConnection},
	Lost:        {ConnectionMade, ConnectionLost},
	Flowing:     {ConnectionMade},
	Paused:      {ConnectionMade, PauseReading},
	ReadEnded:   {ConnectionMade, ReadConnectionLost},
	Paid:        {ConnectionMade},
	Owed:        {ConnectionMade, DescriptorReceived},
	Writable:    {ConnectionMade},
	WriteEnding: {ConnectionMade, LoseWriteConnection},
	WriteEnded:  {ConnectionMade, LoseWriteConnection, WriteConnectionLost},
	NoProducer:  {ConnectionMade, RegisterPush, UnregisterProducer},
	Pushing:     {ConnectionMade, RegisterPush},
	PushPaused:  {ConnectionMade, RegisterPush, PauseProducing},
	Pulling:     {ConnectionMade, RegisterPull},
	Started:     {StartProtocol},
	Stopping:    {StartProtocol, StopListening},
	Stopped:     {StartProtocol, StopListening, StopProtocol},
	Alive:       {ProcessMade},
	Exited:      {ProcessMade, ProcessExited},
	Ended:       {ProcessMade, ProcessExited, ProcessEnded},
	Used:        {StartFactory},
	Idle:        {StartFactory},
	Trying:      {StartFactory, StartedConnecting},
}

// fire has an event happen on a bench.
var fire = map[Event]func(b *bench){
	ConnectionMade:      func(b *bench) { b.p.ConnectionMade(b.wire) },
	DataReceived:        func(b *bench) { b.p.DataReceived([]byte("x")) },
	DescriptorReceived:  func(b *bench) { b.p.(core.DescriptorReceiver).DescriptorReceived(3) },
	ReadConnectionLost:  func(b *bench) { b.p.(core.HalfCloseHandler).ReadConnectionLost() },
	WriteConnectionLost: func(b *bench) { b.p.(core.HalfCloseHandler).WriteConnectionLost() },
	ConnectionLost:      func(b *bench) { b.wire.lost = true; b.p.ConnectionLost(core.ErrConnectionAborted) },
	LoseConnection:      func(b *bench) { b.peer.t.LoseConnection() },
	AbortConnection:     func(b *bench) { b.peer.t.AbortConnection() },
	LoseWriteConnection: func(b *bench) { b.peer.t.(core.HalfCloser).LoseWriteConnection() },
	PauseReading:        func(b *bench) { b.peer.t.(core.ReadPauser).PauseReading() },
	ResumeReading:       func(b *bench) { b.peer.t.(core.ReadPauser).ResumeReading() },
	RegisterPush:        func(b *bench) { b.peer.t.(core.Consumer).RegisterPush(source{}) },
	RegisterPull:        func(b *bench) { b.peer.t.(core.Consumer).RegisterPull(source{}) },
	UnregisterProducer:  func(b *bench) { b.peer.t.(core.Consumer).UnregisterProducer() },
	PauseProducing:      func(b *bench) { b.wire.told().(core.PushProducer).PauseProducing() },
	ResumeProducing:     func(b *bench) { b.wire.told().(core.PullProducer).ResumeProducing() },
	StopProducing:       func(b *bench) { p := b.wire.told(); b.wire.UnregisterProducer(); p.StopProducing() },

	StartProtocol:     func(b *bench) { b.d.StartProtocol(b.sock) },
	DatagramReceived:  func(b *bench) { b.d.DatagramReceived(nil, there) },
	ConnectionRefused: func(b *bench) { b.sock.remote = there; b.d.(core.RefusalHandler).ConnectionRefused() },
	StopProtocol:      func(b *bench) { b.d.StopProtocol() },
	StopListening:     func(b *bench) { b.list.t.StopListening(func() {}) },
	StopDone:          func(b *bench) { b.sock.done() },

	ProcessMade:         func(b *bench) { b.c.ConnectionMade(b.proc) },
	ChildDataReceived:   func(b *bench) { b.c.ChildDataReceived(1, []byte("x")) },
	ChildConnectionLost: func(b *bench) { b.c.ChildConnectionLost(1) },
	ProcessExited:       func(b *bench) { b.c.ProcessExited(core.ErrProcessDone) },
	ProcessEnded: func(b *bench) {
		if b.c.(*processProtocol).state == Exited {
			b.c.ChildConnectionLost(1)
		}
		b.c.ProcessEnded(core.ErrProcessDone)
	},

	StartFactory:      func(b *bench) { b.f.(core.Starter).StartFactory() },
	BuildProtocol:     func(b *bench) { b.f.BuildProtocol(there) },
	StopFactory:       func(b *bench) { b.f.(core.Stopper).StopFactory() },
	StartedConnecting: func(b *bench) { b.dial.state = core.Connecting; b.observer().StartedConnecting(b.dial) },
	ClientConnectionFailed: func(b *bench) {
		b.dial.state = core.Disconnected
		b.observer().ClientConnectionFailed(b.dial, core.ErrConnectionRefused)
	},
	ClientConnectionLost: func(b *bench) {
		p, _ := b.f.BuildProtocol(there)
		p.ConnectionMade(b.wire)
		b.wire.lost = true
		p.ConnectionLost(core.ErrConnectionDone)
		b.dial.state = core.Disconnected
		b.observer().ClientConnectionLost(b.dial, core.ErrConnectionDone)
	},
}

func (b *bench) observer() core.ClientObserver { return b.f.(core.ClientObserver) }

// to brings a fresh bench to a state.
func (b *bench) to(s State) { b.do(path[s]...) }

// do has events happen.
func (b *bench) do(events ...Event) {
	for _, e := range events {
		fire[e](b)
	}
}

// cannotBe are the pairs that no transport, however wrong, can bring about.
var cannotBe = map[State][]Event{
	Fresh:     {LoseConnection, AbortConnection, LoseWriteConnection},
	Pulling:   {PauseProducing},
	Unstarted: {StopListening, StopDone},
	Started:   {StopDone},
}

// machines is the states and events of each machine, from the rows that move it.
func machines() (order []Machine, states map[Machine][]State, events map[Machine][]Event) {
	states, events = make(map[Machine][]State), make(map[Machine][]Event)
	for _, r := range rows {
		if r.Verdict == Holds {
			continue
		}
		if states[r.Of] == nil {
			order = append(order, r.Of)
		}
		states[r.Of] = append(states[r.Of], r.In...)
		events[r.Of] = append(events[r.Of], r.On...)
	}
	for _, m := range order {
		slices.Sort(states[m])
		slices.Sort(events[m])
		states[m], events[m] = slices.Compact(states[m]), slices.Compact(events[m])
	}
	return order, states, events
}

func TestIdsAreUniqueAndInOrder(t *testing.T) {
	seen := make(map[string]bool)
	last := ""
	for _, r := range rows {
		if seen[r.ID] || r.ID[:1] == last[:min(1, len(last))] && r.ID <= last {
			t.Errorf("%s stands behind %s", r.ID, last)
		}
		seen[r.ID], last = true, r.ID
		if r.Says == "" || len(r.In) == 0 || len(r.On) == 0 {
			t.Errorf("%s says too little: %+v", r.ID, r)
		}
	}
}

func TestEveryStateAnswersEveryEventOnce(t *testing.T) {
	order, states, events := machines()
	of := make(map[State]Machine)
	for _, m := range order {
		for _, s := range states[m] {
			if other, taken := of[s]; taken {
				t.Errorf("state %q is of %q and of %q", s, m, other)
			}
			of[s] = m
			for _, e := range events[m] {
				var ids []string
				for _, r := range rows {
					if r.Of == m && r.Verdict != Holds && slices.Contains(r.In, s) && slices.Contains(r.On, e) {
						ids = append(ids, r.ID)
					}
				}
				want := 1
				if slices.Contains(cannotBe[s], e) {
					want = 0
				}
				if len(ids) != want {
					t.Errorf("%s: %v in state %q has the rows %v, want %d", m, e, s, ids, want)
				}
			}
		}
	}
	for s := range stateCount {
		if _, ok := of[s]; !ok {
			t.Errorf("no machine is ever in state %q", s)
		}
	}
}

// Every event in every state, brought about by hand: what may come is not reported, and what never may is
// reported under its id.
func TestWatchCatchesEveryEventThatMayNotCome(t *testing.T) {
	order, states, events := machines()
	tried := 0
	for _, m := range order {
		for _, s := range states[m] {
			for _, e := range events[m] {
				if slices.Contains(cannotBe[s], e) {
					continue
				}
				b := newBench()
				b.to(s)
				b.want(t, fmt.Sprintf("on the way to %q", s))
				fire[e](b)
				why := fmt.Sprintf("%v in state %q", e, s)
				if r := index[s][e]; r.Verdict == Never {
					b.want(t, why, r.ID)
				} else {
					b.want(t, why)
				}
				tried++
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d pairs were tried", tried)
	}
}

func TestTableIsACopy(t *testing.T) {
	Table()[0].In[0] = Lost
	if rows[0].In[0] != Fresh {
		t.Error("the table's slices are the contract's own")
	}
}
