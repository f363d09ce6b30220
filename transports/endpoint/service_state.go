package endpoint

// A serviceState is where a ClientService stands.
type serviceState uint8

const (
	svcIdle       serviceState = iota // never started
	svcConnecting                     // an attempt is under way
	svcPreparing                      // there is a connection, but it is not ready
	svcConnected
	svcWaiting       // for the next attempt
	svcDisconnecting // stopped, and the connection is not gone yet
	svcRestarting    // started again meanwhile
	svcStopped
)

// A serviceEvent is what happens to a ClientService.
type serviceEvent uint8

const (
	evStart  serviceEvent = iota
	evStop                // Stop
	evMade                // ConnectionMade
	evReady               // the connection is ready
	evFailed              // the attempt has failed
	evLost                // the connection is gone
	evRetry               // the wait is over
)

// A serviceMove is where an event leads, and what is done on the way, in order.
type serviceMove struct {
	to serviceState
	do []func(s *ClientService)
}

// does is a list of what is done.
func does(what ...func(s *ClientService)) []func(s *ClientService) { return what }

// serviceMoves is the whole life of a ClientService. What is not in it changes nothing. What may call the user's
// code, who may start or stop the service in it, is done last.
func serviceMoves(state serviceState, e serviceEvent) (serviceMove, bool) {
	connect, ready := (*ClientService).connect, (*ClientService).tellWaiting
	wait, noWait := (*ClientService).wait, (*ClientService).noWait
	drop, stopped := (*ClientService).disconnect, (*ClientService).tellStopped
	giveUp, forget := (*ClientService).giveUp, (*ClientService).cancelWaiting
	moves := map[serviceState]map[serviceEvent]serviceMove{
		svcIdle: {
			evStart: {svcConnecting, does(connect)},
			evStop:  {svcStopped, does(forget, stopped)},
		},
		svcConnecting: {
			evMade:   {svcPreparing, nil},
			evFailed: {svcWaiting, does(wait)},
			evStop:   {svcStopped, does(giveUp, forget, stopped)},
		},
		svcPreparing: {
			evReady:  {svcConnected, does(ready)},
			evFailed: {svcWaiting, does(wait)},
			evStop:   {svcDisconnecting, does(giveUp, drop, forget)},
		},
		svcConnected: {
			evLost: {svcWaiting, does(wait)},
			evStop: {svcDisconnecting, does(drop)},
		},
		svcWaiting: {
			evRetry: {svcConnecting, does(connect)},
			evStop:  {svcStopped, does(noWait, forget, stopped)},
		},
		svcDisconnecting: {
			evStart: {svcRestarting, nil},
			evLost:  {svcStopped, does(stopped)},
		},
		svcRestarting: {
			evStop: {svcDisconnecting, does(forget)},
			evLost: {svcConnecting, does(connect, stopped)},
		},
		svcStopped: {
			evStart: {svcConnecting, does(connect)},
			evStop:  {svcStopped, does(stopped)},
		},
	}
	m, ok := moves[state][e]
	return m, ok
}

// to is the only place where the state changes.
func (s *ClientService) to(e serviceEvent) {
	m, ok := serviceMoves(s.state, e)
	if !ok {
		return
	}
	s.state = m.to
	for _, do := range m.do {
		do(s)
	}
}
