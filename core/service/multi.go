package service

import (
	"fmt"
	"runtime/debug"
	"slices"

	"ravel/core"
)

// childrenMax is how many services one Multi takes.
const childrenMax = 1 << 16

// A Multi is a service of services. They start in the order of adding and stop in the opposite order. The
// zero value is empty and ready.
type Multi struct {
	Base
	children   []*child
	privileged bool // PrivilegedStart was called, and not undone
	stopping   *core.Deferred[struct{}]
}

// A child is a service in a Multi. One that embeds Base is its own base.
type child struct {
	Service
	base *Base
	open bool // it was started, or privileged, and not stopped since
	// starting is true while its Start or PrivilegedStart is under way. What it does there may stop or remove
	// itself: then late is not nil, and begun stops it when there is something to stop.
	starting bool
	late     *core.Deferred[struct{}]
}

var (
	_ Service    = (*Multi)(nil)
	_ Privileged = (*Multi)(nil)
)

// A ChildError is a child that could not be started or stopped.
type ChildError struct {
	// Op is "start" or "stop".
	Op string
	// Name is the child's name, or its type if it has none.
	Name string
	Err  error
}

func (e *ChildError) Error() string { return fmt.Sprintf("%s of %s: %v", e.Op, e.Name, e.Err) }
func (e *ChildError) Unwrap() error { return e.Err }

// Add adds s at the end; in a Multi that runs it is started before Add returns. The error is
// ErrDuplicateName, ErrHasParent, or a ChildError, and then s was not added.
func (m *Multi) Add(s Service) error { return m.AddNamed("", s) }

// AddNamed is Add of a service that is known by name here. One that has a name of its own keeps that if
// name is "".
func (m *Multi) AddNamed(name string, s Service) error {
	if s == nil {
		panic("service: a nil Service")
	}
	c := &child{Service: s, base: &Base{}}
	if own, ok := s.(interface{ base() *Base }); ok {
		c.base = own.base()
	}
	if name == "" {
		name = c.base.name
	}
	for up := m; up != nil; up = up.parent {
		if &up.Base == c.base {
			panic("service: a service that is a child of itself")
		}
	}
	switch {
	case c.base.parent != nil || m.index(s) >= 0:
		return ErrHasParent
	case name != "" && m.find(name) >= 0:
		return fmt.Errorf("%w: %q", ErrDuplicateName, name)
	case len(m.children) == childrenMax:
		panic("service: more children than one service takes")
	}
	before := c.base.name
	c.base.name, c.base.parent = name, m
	m.children = append(m.children, c)
	if err := m.join(c); err != nil {
		m.Remove(s).AddErrback(func(error) (struct{}, error) { return struct{}{}, nil }) // why it failed is what counts
		c.base.name, c.base.parent = before, nil
		return err
	}
	return nil
}

// join brings a child that was just added to where the others are.
func (m *Multi) join(c *child) error {
	if m.privileged || m.running {
		if err := c.privilege(); err != nil {
			return err
		}
	}
	if m.running && m.has(c) { // it may have ended that, or left
		return c.start()
	}
	return nil
}

// Remove takes s out and stops it if it runs; the result is that of its Stop, or ErrNoChild.
func (m *Multi) Remove(s Service) *core.Deferred[struct{}] {
	i := m.index(s)
	if i < 0 {
		return core.Failed[struct{}](ErrNoChild)
	}
	c := m.children[i]
	m.children = slices.Delete(m.children, i, i+1)
	c.base.parent = nil
	if d := c.end(); d != nil {
		return d
	}
	return stopped()
}

// Children lists the services in the order of adding.
func (m *Multi) Children() []Service {
	list := make([]Service, len(m.children))
	for i, c := range m.children {
		list[i] = c.Service
	}
	return list
}

// Named is the child of that name; the error is ErrUnknown.
func (m *Multi) Named(name string) (Service, error) {
	if i := m.find(name); i >= 0 && name != "" {
		return m.children[i].Service, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrUnknown, name)
}

// PrivilegedStart has the children that have something to do with privileges do it, in order. After the
// first error, a ChildError, those before are stopped again.
func (m *Multi) PrivilegedStart() error {
	if m.running || m.stopping != nil {
		return ErrRunning
	}
	m.privileged = true
	for _, c := range slices.Clone(m.children) { // those that a child adds are privileged by Add
		if !m.privileged {
			return nil // a child has stopped this
		}
		if !m.has(c) {
			continue
		}
		if err := c.privilege(); err != nil {
			m.undo()
			return err
		}
	}
	return nil
}

// Start starts the children in order. After the first error, a ChildError, those before are stopped again.
func (m *Multi) Start() error {
	if m.stopping != nil {
		return ErrRunning
	}
	if err := m.Base.Start(); err != nil {
		return err
	}
	for _, c := range slices.Clone(m.children) { // those that a child adds are started by Add
		if !m.running {
			return nil // a child has stopped this
		}
		if !m.has(c) {
			continue
		}
		if err := c.start(); err != nil {
			m.undo()
			return err
		}
	}
	return nil
}

func (c *child) privilege() error {
	p, ok := c.Service.(Privileged)
	if !ok {
		return nil
	}
	return c.begin("PrivilegedStart", p.PrivilegedStart)
}

func (c *child) start() error { return c.begin("Start", c.Service.Start) }

// begin calls one of c's starts. The children may be others afterwards.
func (c *child) begin(name string, f func() error) error {
	c.starting = true
	err := guarded(name, c.Service, f)
	c.starting = false
	if err == nil {
		c.open = true
	}
	if late := c.late; late != nil {
		c.late = nil
		if d := c.end(); d != nil {
			d.ChainTo(late)
		} else {
			late.Resolve(struct{}{})
		}
	}
	if err != nil {
		return &ChildError{"start", c.name(), err}
	}
	return nil
}

// end stops c, now or as soon as its start has returned. It is nil if there is nothing to stop.
func (c *child) end() *core.Deferred[struct{}] {
	switch {
	case c.starting && c.late == nil:
		c.late = core.NewDeferred[struct{}]()
		return c.late
	case c.starting || !c.open:
		return nil
	}
	c.open = false
	return c.stop()
}

func (m *Multi) has(c *child) bool { return slices.Contains(m.children, c) }

// index is the place of s, or -1.
func (m *Multi) index(s Service) int {
	return slices.IndexFunc(m.children, func(c *child) bool { return c.Service == s })
}

func (m *Multi) find(name string) int {
	return slices.IndexFunc(m.children, func(c *child) bool { return c.base.name == name })
}

func (c *child) name() string {
	if c.base.name != "" {
		return c.base.name
	}
	return fmt.Sprintf("%T", c.Service)
}

// guarded calls f; a panic is its error.
func guarded(in string, of any, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &core.PanicError{In: fmt.Sprintf("%s of %T", in, of), Value: v, Stack: debug.Stack()}
		}
	}()
	return f()
}
