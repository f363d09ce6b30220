package specs

import (
	"fmt"
	"strings"
	"syscall"

	"ravel/fakes"
	"ravel/reactortest"
)

// withShell installs a /bin/sh that knows the scripts of the suite, wc and a gpg, and returns r.
func withShell(r *fakes.Reactor) *fakes.Reactor {
	scripts := shellScripts()
	r.Install("/bin/sh", func(p *fakes.Process) {
		script, ok := scripts[p.Args[2]]
		if !ok {
			panic(fmt.Sprintf("the simulated shell does not know %q", p.Args[2]))
		}
		script(p)
	})
	r.Install("/usr/bin/wc", wc)
	r.Install("/usr/bin/gpg", gpg)
	return r
}

// wc counts its input.
func wc(p *fakes.Process) {
	var text strings.Builder
	p.Read(0, func(b []byte) { text.Write(b) }, func() {
		t := text.String()
		fmt.Fprintf(p.Out(1), "%7d %7d %7d\n", strings.Count(t, "\n"), len(strings.Fields(t)), len(t))
		p.Exit(0)
	})
}

// gpg talks on its descriptors as the real one does. It knows one text.
func gpg(p *fakes.Process) {
	var passphrase, text strings.Builder
	p.Read(3, func(b []byte) { passphrase.Write(b) }, func() {
		p.Read(0, func(b []byte) { text.Write(b) }, func() {
			if text.String() != note || passphrase.String() != notePassphrase+"\n" {
				fmt.Fprintln(p.Out(4), "[GNUPG:] DECRYPTION_FAILED")
				p.Exit(2)
				return
			}
			fmt.Fprint(p.Out(1), noteSays)
			fmt.Fprintln(p.Out(4), "[GNUPG:] DECRYPTION_OKAY")
			p.Exit(0)
		})
	})
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
