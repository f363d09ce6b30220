package reactortest

import (
	"errors"
	"io/fs"

	"ravel/core"
	"ravel/core/contract"
)

// processCases hold the life of a process: its start, its exit, its end, signals.
func processCases() []Case {
	needs := []Facet{Processes}
	return []Case{
		{"PRC-001", "what a process writes is told by descriptor, then its exit and its end, each once", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellHello))
			s.Want("it has an id", c.T.PID() > 0)
			c.wantEnd("it is done", "done")
			want(s, "its output", c.Got[1], "out\n")
			want(s, "its errors", c.Got[2], "err\n")
			c.wantLost("every descriptor was lost before the end", 0, 1, 2)
		}},
		{"PRC-002", "an exit code is a ProcessExitError, and a process that was terminated", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellExit))
			c.wantEnd("it exits with 3", "3")
			s.WantErr("it was terminated", c.Reason, core.ErrProcessTerminated)
			s.WantNotErr("and is not done", c.Reason, core.ErrProcessDone)
		}},
		{"PRC-003", "a signal is a ProcessSignalError; after the exit there is nobody to send one to", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellCat))
			s.WantNil("it is sent", c.T.SignalProcess("KILL"))
			c.OnExit = func() {
				s.WantErr("it has exited already", c.T.SignalProcess("KILL"), core.ErrProcessExited)
			}
			c.wantEnd("it was killed", "KILL")
			s.WantErr("it was terminated", c.Reason, core.ErrProcessTerminated)
			s.WantErr("and still has", c.T.SignalProcess("TERM"), core.ErrProcessExited)
		}},
		{"PRC-004", "a signal goes by its name, with or without SIG, or by its number", needs, func(s *Script) {
			for _, name := range []string{"TERM", "SIGTERM", "term", "15"} {
				c := s.Child(name)
				s.Spawn(c, Sh(ShellCat))
				s.WantErr("what is no signal is an error", c.T.SignalProcess("NONE"), core.ErrUnknownSignal)
				s.WantNil(name+" is known", c.T.SignalProcess(name))
				c.wantEnd("and all are the same", "TERM")
			}
		}},
		{"PRC-005", "a missing executable is an error of Spawn, and the protocol hears nothing", needs, func(s *Script) {
			for _, path := range []string{"/nonexistent/executable", "no-such-executable-anywhere"} {
				c := s.Child("P")
				_, err := s.R.(core.Processes).Spawn(c.Protocol(), core.ProcessSpec{Path: path})
				s.WantErr("it says so", err, fs.ErrNotExist)
				var spawn *core.SpawnError
				s.Want("and which", errors.As(err, &spawn) && spawn.Path == path)
				s.Settle()
				s.WantLog("nothing is told", c.Log)
			}
		}},
		{"PRC-006", "what cannot be meant is an error of Spawn", needs, func(s *Script) {
			for why, spec := range map[string]core.ProcessSpec{
				"no path":             {},
				"a terminal and FDs":  {Path: "/bin/sh", PTY: true, FDs: map[int]core.ChildFD{0: core.ParentReads}},
				"a negative number":   {Path: "/bin/sh", FDs: map[int]core.ChildFD{-1: core.ParentReads}},
				"a number too high":   {Path: "/bin/sh", FDs: map[int]core.ChildFD{1 << 30: core.ParentReads}},
				"a kind that is none": {Path: "/bin/sh", FDs: map[int]core.ChildFD{0: core.ParentReads, 1: {}}},
				"not our descriptor":  {Path: "/bin/sh", FDs: map[int]core.ChildFD{0: core.ParentReads, 1: core.Inherits(1 << 20)}},
			} {
				c := s.Child("P")
				_, err := s.R.(core.Processes).Spawn(c.Protocol(), spec)
				s.Want(why, err != nil)
				s.WantLog("nothing is told", c.Log)
			}
		}},
		{"PRC-007", "the exit does not wait for the end: a descendant may hold a descriptor for longer", needs, func(s *Script) {
			c := s.Child("P")
			spec := Sh(ShellHeir)
			spec.FDs = map[int]core.ChildFD{1: core.ParentReads, 3: core.ParentWrites}
			s.Spawn(c, spec)
			s.Until("the process exits", func() bool { return c.exited })
			c.T.WriteToChild(3, []byte("heir"))
			s.Until("and its descendant goes on", func() bool { return c.Got[1] == "heir" })
			s.WantLog("so it has not ended", c.Log, "made", "exited done")
			c.T.CloseChild(3)
			c.wantEnd("until that has", "done")
			c.wantLost("both pipes were lost", 1, 3)
		}},
		{"PRC-008", "a process that closes its descriptors is told to have lost them, and lives on", needs, func(s *Script) {
			c := s.Child("P")
			spec := Sh(ShellClosed)
			spec.FDs = map[int]core.ChildFD{0: core.ParentWrites, 1: core.ParentReads, 2: core.ParentReads, 3: core.ParentWrites}
			s.Spawn(c, spec)
			s.Until("three are lost", func() bool { return len(c.Lost) == 3 })
			c.wantLost("those that it closed", 0, 1, 2)
			s.Settle()
			s.WantLog("it lives", c.Log, "made")
			_, err := c.T.Write([]byte("x"))
			s.WantErr("what is lost cannot be written", err, core.ErrNotConnected)
			c.T.WriteToChild(3, []byte("go\n"))
			c.wantEnd("and exits in its own time", "5")
		}},
		{"PRC-009", "LoseConnection closes the pipes after what was written, and kills nobody", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellSwallow))
			c.T.Write(pattern(1 << 20))
			c.T.LoseConnection()
			c.T.LoseConnection()
			c.wantEnd("it finds the end of its input, and exits by itself", "4")
			c.wantLost("all pipes are closed", 0, 1, 2)
		}},
		{"PRC-010", "the environment is what is given and nothing else, and none if it is empty", needs, func(s *Script) {
			for _, at := range []struct {
				env  []string
				says string
			}{{[]string{"PRC=set"}, "set:\n"}, {[]string{}, ":\n"}} {
				c := s.Child("P")
				spec := Sh(ShellEnv)
				spec.Env = at.env
				s.Spawn(c, spec)
				c.wantEnd("it is done", "done")
				want(s, "it sees that alone", c.Got[1], at.says)
			}
		}},
		{"PRC-011", "arguments arrive as they are, and the directory is the one that was asked for", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellArgs, "name", "a b", "", "$HOME", `"`))
			c.wantEnd("it is done", "done")
			want(s, "no shell has touched them", c.Got[1], `name|a b||$HOME|"|`)
			d := s.Child("D")
			spec := Sh(ShellDir)
			spec.Dir = "/"
			s.Spawn(d, spec)
			d.wantEnd("it is done", "done")
			want(s, "it is there", d.Got[1], "/\n")
		}},
		{"PRC-012", "a panic in a callback is logged and the others still come", needs, func(s *Script) {
			c := s.Child("P")
			c.OnMade = func() { panic("made") }
			c.OnData = func(fd int, p []byte) { panic("data") }
			c.OnExit = func() { panic("exit") }
			s.ExpectFailures(3)
			s.Spawn(c, Sh(ShellSay))
			c.wantEnd("it ends all the same", "done")
		}},
		{"PRC-013", "ProcessOutput is what it writes, whatever its exit code; ProcessStatus is that", needs, func(s *Script) {
			r := watching{s}
			out, err := result(s, core.ProcessOutput(r, Sh(ShellSay)))
			s.WantNil("it comes", err)
			want(s, "its output", string(out), "said\n")
			code, err := result(s, core.ProcessStatus(r, Sh(ShellStderrOut)))
			s.WantNil("it comes", err)
			want(s, "its exit code", code, 2)
			_, err = result(s, core.ProcessOutput(r, Sh(ShellStderrOut)))
			s.WantErr("errors that nobody asked for are a failure", err, core.ErrUnexpectedStderr)
			_, err = result(s, core.ProcessOutput(r, core.ProcessSpec{Path: "/nonexistent"}))
			s.WantErr("so is what cannot be started", err, fs.ErrNotExist)
		}},
		{"PRC-014", "ProcessOutputAndStatus gives it input and returns everything; a signal is a failure", needs, func(s *Script) {
			r := watching{s}
			all, err := result(s, core.ProcessOutputAndStatus(r, Sh(ShellStderrOut), nil))
			s.WantNil("it comes", err)
			want(s, "everything", sprint("%q %q %d", all.Out, all.Err, all.Code), `"o\n" "e\n" 2`)
			all, err = result(s, core.ProcessOutputAndStatus(r, Sh(ShellCat), []byte("input")))
			s.WantNil("it comes", err)
			want(s, "its input came back", string(all.Out), "input")
			for _, d := range []*core.Deferred[error]{
				reasonOf(core.ProcessOutputAndStatus(r, Sh(ShellKilled), nil)),
				reasonOf(core.ProcessOutput(r, Sh(ShellKilled))),
				reasonOf(core.ProcessStatus(r, Sh(ShellKilled))),
			} {
				reason, _ := result(s, d)
				var signal *core.ProcessSignalError
				s.Want("the signal is told", errors.As(reason, &signal) && core.SignalName(signal.Signal) == "KILL")
			}
		}},
		{"PRC-015", "cancelling a result kills the process", needs, func(s *Script) {
			c := s.Child("watched")
			d := core.ProcessOutput(spawner{s, c}, Sh(ShellCat))
			d.Cancel()
			_, err := result(s, d)
			s.WantErr("it is cancelled", err, core.ErrCancelled)
			c.wantEnd("and gone", "KILL")
		}},
		{"PRC-016", "once all processes have ended nothing of them is open, the descriptors that they are watched by included", needs, func(s *Script) {
			first := s.Child("first") // what the first one needs stays with the process
			s.Spawn(first, Sh(ShellSay))
			first.wantEnd("it is done", "done")
			if s.bench.Open == nil {
				return // what the host says at the end of a case covers the rest
			}
			before := s.bench.Open()
			var all []*Child
			for range 8 {
				c := s.Child("P")
				s.Spawn(c, Sh(ShellCat))
				all = append(all, c)
			}
			s.Want("while they live they are open", len(opened(s.bench.Open(), before)) > 0)
			for _, c := range all {
				c.T.CloseChild(0)
			}
			for _, c := range all {
				c.wantEnd("it is done", "done")
			}
			left := opened(s.bench.Open(), before)
			s.Want(sprint("nothing is left of them: %q", left), len(left) == 0)
		}},
	}
}

// A watching spawns on the reactor, with the monitor around each protocol.
type watching struct{ s *Script }

func (w watching) Spawn(p core.ProcessProtocol, spec core.ProcessSpec) (core.ProcessTransport, error) {
	return w.s.R.(core.Processes).Spawn(contract.WatchProcess(p, w.s.violated), spec)
}

// A spawner has a Child see what happens to the process of somebody else.
type spawner struct {
	s *Script
	c *Child
}

func (w spawner) Spawn(p core.ProcessProtocol, spec core.ProcessSpec) (core.ProcessTransport, error) {
	return w.s.R.(core.Processes).Spawn(&both{w.c.Protocol(), p}, spec)
}

// both tells two protocols, the Child first. The transport does not close 0, so that only a signal ends cat.
type both struct{ a, b core.ProcessProtocol }

func (b *both) ConnectionMade(t core.ProcessTransport) {
	b.a.ConnectionMade(t)
	b.b.ConnectionMade(keptOpen{t})
}
func (b *both) ChildDataReceived(fd int, p []byte) {
	b.a.ChildDataReceived(fd, p)
	b.b.ChildDataReceived(fd, p)
}
func (b *both) ChildConnectionLost(fd int) {
	b.a.ChildConnectionLost(fd)
	b.b.ChildConnectionLost(fd)
}
func (b *both) ProcessExited(reason error) { b.a.ProcessExited(reason); b.b.ProcessExited(reason) }
func (b *both) ProcessEnded(reason error)  { b.a.ProcessEnded(reason); b.b.ProcessEnded(reason) }

type keptOpen struct{ core.ProcessTransport }

func (keptOpen) CloseChild(int) {}

// result makes turns until d has a result, and takes it.
func result[T any](s *Script, d *core.Deferred[T]) (v T, err error) {
	s.Helper()
	have := false
	d.AddBoth(func(w T, e error) (T, error) {
		have, v, err = true, w, e
		return w, nil
	})
	s.Until("a result comes", func() bool { return have })
	return v, err
}

// reasonOf makes d's failure its value.
func reasonOf[T any](d *core.Deferred[T]) *core.Deferred[error] {
	return core.ThenBoth(d, func(_ T, err error) (error, error) { return err, nil })
}
