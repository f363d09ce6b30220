package specs

import (
	"fmt"
	"strings"
	"syscall"

	"ravel/core"
	"ravel/fakes"
	"ravel/reactortest"
)

// withShell installs a /bin/sh that knows the scripts of the suite, and returns r.
func withShell(r *fakes.Reactor) *fakes.Reactor {
	scripts := shellScripts()
	r.Install("/bin/sh", func(p *fakes.Process) {
		script, ok := scripts[p.Args[2]]
		if !ok {
			panic(fmt.Sprintf("the simulated shell does not know %q", p.Args[2]))
		}
		script(p)
	})
	return r
}

// shellScripts do on a simulated host what a shell does.
func shellScripts() map[string]fakes.Program {
	return map[string]fakes.Program{
		reactortest.ShellHello: func(p *fakes.Process) {
			fmt.Fprintln(p.Out(1), "out")
			fmt.Fprintln(p.Out(2), "err")
		},
		reactortest.ShellExit: func(p *fakes.Process) { p.Exit(3) },
		reactortest.ShellCat:  func(p *fakes.Process) { cat(p, 0, 1, func() { p.Exit(0) }) },
		reactortest.ShellSwallow: func(p *fakes.Process) {
			p.Read(0, func([]byte) {}, func() { p.Exit(4) })
		},
		reactortest.ShellHeir: func(p *fakes.Process) {
			p.Fork(func(p *fakes.Process) { cat(p, 3, 1, func() { p.Exit(0) }) })
		},
		reactortest.ShellClosed: func(p *fakes.Process) {
			for fd := range 3 {
				p.CloseFD(fd)
			}
			p.Read(3, func([]byte) { p.Exit(5) }, nil)
		},
		reactortest.ShellEnv: func(p *fakes.Process) {
			fmt.Fprintf(p.Out(1), "%s:%s\n", variable(p, "PRC"), variable(p, "HOME"))
		},
		reactortest.ShellArgs: func(p *fakes.Process) {
			for _, a := range p.Args[3:] {
				fmt.Fprintf(p.Out(1), "%s|", a)
			}
		},
		reactortest.ShellDir: func(p *fakes.Process) { fmt.Fprintln(p.Out(1), p.Dir) },
		reactortest.ShellFive: func(p *fakes.Process) {
			cat(p, 0, 1, func() {
				cat(p, 3, 4, func() {
					fmt.Fprintln(p.Out(2), "done")
					p.Exit(0)
				})
			})
		},
		reactortest.ShellSay: func(p *fakes.Process) { fmt.Fprintln(p.Out(1), "said") },
		reactortest.ShellTerminal: func(p *fakes.Process) {
			if p.Terminal() {
				fmt.Fprintln(p.Out(1), "TTY")
			}
			fmt.Fprintln(p.Out(2), "e")
		},
		reactortest.ShellUnread: func(p *fakes.Process) { p.Exit(0) },
		reactortest.ShellKilled: func(p *fakes.Process) { p.Kill(syscall.SIGKILL) },
		reactortest.ShellStderrOut: func(p *fakes.Process) {
			fmt.Fprintln(p.Out(1), "o")
			fmt.Fprintln(p.Out(2), "e")
			p.Exit(2)
		},
	}
}

// cat copies from one descriptor to another, no faster than it is taken.
func cat(p *fakes.Process, from, to int, end func()) {
	p.Read(from, func(b []byte) { p.Write(to, b) }, end)
}

func variable(p *fakes.Process, name string) string {
	for _, v := range p.Env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

var _ core.Processes = (*fakes.Reactor)(nil)
