package fakes

import "ravel/fakes/kernel"

// A System is what lies below a fake reactor, as a conformance suite wants it: what a spec does to the
// host without the reactor.
type System struct{ *kernel.Host }

// System is the reactor's host for a suite.
func (r *Reactor) System() System { return System{r.host} }

// Dir is a directory for sockets. Every path exists as a directory.
func (System) Dir() string { return "/run" }

// Exists reports whether there is a file of that path, and its permission bits.
func (s System) Exists(path string) (mode uint32, ok bool) { return s.Files().Mode(path) }

// StaleLock makes path a lock file that names a process which is gone.
func (s System) StaleLock(path string) error {
	s.Files().WriteFile(path, "1")
	return nil
}

// BlackHole is a TCP address at which nobody ever answers.
func (System) BlackHole() string { return "10.255.255.1:9" }

// Close does nothing: the host ends with its reactor.
func (System) Close() {}
