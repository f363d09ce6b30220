package loop

// A stage is where a loop stands in its life.
type stage uint8

const (
	idle     stage = iota // not started, stopped or crashed
	starting              // in the triggers before startup
	running
	stopping // Stop was called; the turn's timed calls still run
	holding  // triggers before shutdown have been called; somebody may hold the shutdown
	closing  // connections are being told
	stages
)

func (s stage) String() string {
	return [...]string{"idle", "starting", "running", "stopping", "holding", "closing"}[s]
}

// A moment moves a loop from one stage to the next.
type moment uint8

const (
	evStart      moment = iota // Start or Run
	evUp                       // triggers before startup have been called
	evStop                     // Stop, or the end of Run's context
	evBefore                   // the turn has come to the shutdown
	evDisconnect               // nobody holds the shutdown
	evTold                     // nothing is left to tell
	evCrash                    // Crash, an error of the port, or Goexit
	moments
)

func (m moment) String() string {
	return [...]string{"start", "up", "stop", "before", "disconnect", "told", "crash"}[m]
}

const never = stages

// lives is the whole of a loop's life: lives[stage][moment] is the next stage.
var lives = [stages][moments]stage{
	//         start     up       stop      before   disconnect told   crash
	idle:     {starting, never, never, never, never, never, idle},
	starting: {never, running, never, never, never, never, idle},
	running:  {never, never, stopping, never, never, never, idle},
	stopping: {never, never, never, holding, never, never, idle},
	holding:  {never, never, never, never, closing, never, idle},
	closing:  {never, never, never, never, never, idle, idle},
}

// A life is a stage that changes by lives alone.
type life struct{ state stage }

// can reports whether m is possible now.
func (l *life) can(m moment) bool { return lives[l.state][m] != never }

func (l *life) to(m moment) {
	if !l.can(m) {
		panic("loop: " + m.String() + " while " + l.state.String())
	}
	l.state = lives[l.state][m]
}
