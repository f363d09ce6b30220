package service

import (
	"errors"

	"ravel/core"
)

// A Service is a part of a program that is started and stopped, possibly several times.
type Service interface {
	// Start begins the work. After an error the service does not run, and has nothing open.
	Start() error
	// Stop ends the work. Its result says that everything has ended; a failure, that something could
	// not be ended in order, but nothing goes on.
	Stop() *core.Deferred[struct{}]
}

// A Privileged is a Service that has something to do before the process gives up its privileges, such as
// to bind a port below 1024. PrivilegedStart comes before Start; if it was called, Stop undoes it, also
// without a Start. A tree that is started without one, and what is started again later, gets Start alone.
type Privileged interface {
	PrivilegedStart() error
}

// What calls return.
var (
	// ErrDuplicateName is a second service of one name in one parent.
	ErrDuplicateName = errors.New("a service of that name is already there")
	// ErrHasParent is a service that would change its name or its parent while it has one.
	ErrHasParent = errors.New("the service has a parent")
	// ErrNoChild is the removal of a service from a Multi that it is not in.
	ErrNoChild = errors.New("the service is no child of this one")
	// ErrRunning is Start of a service that runs, or is not done stopping.
	ErrRunning = errors.New("the service is already running")
	// ErrUnknown is a name that no service has.
	ErrUnknown = errors.New("no service of that name")
)

// Base is what services have in common: a name, a parent, and whether they run. Embed it, and call its
// Start and Stop in your own. The zero value is a service without a name that does nothing.
type Base struct {
	name    string
	parent  *Multi
	running bool
}

// Start notes that the service runs.
func (b *Base) Start() error {
	if b.running {
		return ErrRunning
	}
	b.running = true
	return nil
}

// Stop notes that the service does not run.
func (b *Base) Stop() *core.Deferred[struct{}] {
	b.running = false
	return stopped()
}

// Running is true from Start to Stop.
func (b *Base) Running() bool { return b.running }

// Name is what the service is called, or "".
func (b *Base) Name() string { return b.name }

// SetName gives the service a name. With a parent it is ErrHasParent: the parent knows it by its name.
func (b *Base) SetName(name string) error {
	if b.parent != nil {
		return ErrHasParent
	}
	b.name = name
	return nil
}

// Parent is the Multi that the service is in, or nil.
func (b *Base) Parent() *Multi { return b.parent }

func (b *Base) base() *Base { return b }

// stopped is what Stop returns when there is nothing to wait for.
func stopped() *core.Deferred[struct{}] { return core.Succeed(struct{}{}) }
