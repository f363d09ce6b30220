package reactortest

// A push is a push producer that writes down what it is asked.
type push struct {
	*Log
	name     string
	onPause  func()
	onResume func()
	onStop   func()
}

func (p *push) PauseProducing() {
	p.Note("%s pause", p.name)
	call(p.onPause)
}

func (p *push) ResumeProducing() {
	p.Note("%s resume", p.name)
	call(p.onResume)
}

func (p *push) StopProducing() {
	p.Note("%s stop", p.name)
	call(p.onStop)
}

// A pull is a pull producer that writes down what it is asked.
type pull struct {
	*Log
	name     string
	onResume func()
}

func (p *pull) ResumeProducing() {
	p.Note("%s resume", p.name)
	call(p.onResume)
}

func (p *pull) StopProducing() { p.Note("%s stop", p.name) }
