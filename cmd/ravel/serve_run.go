package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"syscall"
	"time"

	"ravel/core"
	tree "ravel/core/service"
	"ravel/transports/native"
)

// serve does what was asked for in this process, until it is told to stop.
func (o *serveOptions) serve(stdout, stderr io.Writer) error {
	// What lies outside of the new root is looked up first.
	_, _ = time.Now().Zone() // reads the system's time zone
	background, err := newBackground()
	if err != nil {
		return err
	}
	var system severities
	if o.syslog {
		if system, err = openSyslog(o.prefix); err != nil {
			return fmt.Errorf("%s: %w", o.flag("syslog"), err)
		}
	}
	supervisor, err := newNotifier(os.Getenv, os.Unsetenv, os.Getpid())
	if err != nil {
		return err
	}
	defer supervisor.close()
	who, err := o.findIdentity()
	if err != nil {
		return err
	}
	if err := o.settle(); err != nil {
		return err
	}
	run := &running{o: o, stdout: stdout, who: who, supervisor: supervisor, background: background}
	if o.pidfile != "" {
		if run.pid, err = takePidfile(o.pidfile); err != nil {
			return err
		}
	}
	log, file, err := o.openLog(system, stderr)
	if err != nil {
		return errors.Join(err, run.releasePid(nil))
	}
	run.log, run.file = log, file
	err = run.run()
	if err != nil && !errors.As(err, new(*exitError)) && run.logged() {
		log.Error("serve", "err", err) // standard error may be nobody's by now
	}
	err = errors.Join(err, run.releasePid(log))
	if file != nil {
		err = errors.Join(err, file.Close())
	}
	return single(err)
}

// settle moves the process to where it is to live.
func (o *serveOptions) settle() error {
	if o.chroot != "" {
		if err := confine(o.chroot); err != nil {
			return fmt.Errorf("%s %s: %w", o.flag("chroot"), o.chroot, err)
		}
	}
	if o.rundir != "" {
		if err := os.Chdir(o.rundir); err != nil {
			return fmt.Errorf("%s %s: %w", o.flag("rundir"), o.rundir, errors.Unwrap(err))
		}
	}
	if o.mask >= 0 {
		return umask(o.mask)
	}
	return nil
}

// A running is a "ravel serve" under way.
type running struct {
	o          *serveOptions
	stdout     io.Writer
	log        *slog.Logger
	file       *logfile
	pid        *pidfile
	who        *identity
	supervisor *notifier
	background *background
}

func (u *running) run() error {
	if u.pid != nil && u.pid.stale != 0 {
		u.log.Info("replaced a stale pid file", "path", u.pid.path, "pid", u.pid.stale)
	}
	r, err := native.Open(native.Config{
		Backend: u.o.reactor, Logger: u.log, Slow: u.o.slow, Measure: u.o.debugListen != "",
	})
	if err != nil {
		return err
	}
	defer r.Close()
	app, err := u.application(r)
	if err != nil {
		return err
	}
	defer u.listen(r)()
	inOrder := false // a crash, as of a second signal, calls no triggers
	r.AddTrigger(core.Shutdown, core.After, func() { inOrder = true })
	err = app.Run(context.Background(), r, tree.RunConfig{
		Drop: u.drop, Ready: u.ready,
		Stopping: func() { u.tell("stopping", u.supervisor.stopping()) },
	})
	sig := r.ExitSignal()
	switch {
	case err != nil:
		return bare(err)
	case sig == nil:
		return nil
	case !inOrder:
		u.log.Warn("stopped at once by a second signal", "signal", sig.String())
		return &exitError{codeOf(sig)}
	}
	u.log.Info("stopped", "signal", sig.String())
	return nil
}

// codeOf is the exit code that a shell gives a process that a signal has ended.
func codeOf(sig os.Signal) int {
	if n, ok := sig.(syscall.Signal); ok {
		return exitSignal + int(n)
	}
	return exitFailed
}

// logged reports whether the log is elsewhere than standard output and standard error.
func (u *running) logged() bool { return u.file != nil || u.o.syslog }

// listen has signals do what the help says, until forget is called.
func (u *running) listen(r *native.Reactor) (forget func()) {
	hangup := u.reload
	if u.file == nil && u.background == nil {
		hangup = func() {
			u.log.Info("the terminal is gone")
			r.Post(func() { r.Stop() }) // an error says that it is stopping already
		}
		if ignoresHangup() {
			hangup = nil
		}
	}
	return onSignals(hangup, u.rotate)
}

// application is everything that is to run on r. The first to be added is the last to stop.
func (u *running) application(r *native.Reactor) (*tree.Application, error) {
	app := tree.NewApplication("ravel")
	d := &drain{r: r, grace: u.o.grace, log: u.log}
	all := []tree.Service{d}
	var log *slog.Logger
	if u.logged() {
		log = u.log
	}
	if u.o.debugListen != "" {
		all = append(all, newDebug(r, u.o.debugListen, u.stdout, u.log))
	}
	for i := range u.o.parts {
		p := &u.o.parts[i]
		m := &tree.Multi{}
		if err := m.SetName(p.name); err != nil {
			return nil, err
		}
		for _, e := range p.listen {
			if err := m.Add(&server{r: r, part: p, want: e, wrap: d.factory, out: u.stdout, log: log}); err != nil {
				return nil, err
			}
		}
		all = append(all, m)
	}
	if every := u.supervisor.every(); every > 0 {
		all = append(all, tree.NewTimer(r, every, func() error {
			u.tell("watchdog", u.supervisor.lives())
			return nil
		}))
	}
	for _, s := range all {
		if err := app.Add(s); err != nil {
			return nil, err
		}
	}
	return app, nil
}

// drop gives up privileges. Every port is bound by now.
func (u *running) drop() error {
	if u.who == nil {
		return nil
	}
	if u.file != nil {
		if err := u.file.Own(u.who.uid, u.who.gid); err != nil {
			return err
		}
	}
	if err := become(*u.who); err != nil {
		flag := "uid"
		if u.o.uid == "" {
			flag = "gid"
		}
		return fmt.Errorf("%s: %w", u.o.flag(flag), err)
	}
	return nil
}

// ready is called when every endpoint has been announced.
func (u *running) ready() {
	if err := u.background.enter(u.file); err != nil {
		u.log.Error("going to the background", "err", err)
	}
	u.tell("ready", u.supervisor.ready())
}

// tell logs that the supervisor did not take a message. It goes on without.
func (u *running) tell(what string, err error) {
	if err != nil {
		u.log.Warn("the supervisor was not told", "what", what, "err", err)
	}
}

// reload begins the log file anew, for whoever has renamed it. There is nothing else to read again.
func (u *running) reload() {
	u.tell("reloading", u.supervisor.reloading())
	if u.file != nil {
		if err := u.file.Reopen(); err != nil {
			u.log.Error("opening the log file again", "err", err)
		}
	}
	u.tell("ready", u.supervisor.ready())
}

// rotate renames the log file.
func (u *running) rotate() {
	if u.file == nil {
		u.log.Warn("there is no log file to rename")
		return
	}
	if err := u.file.Rotate(); err != nil {
		u.log.Error("the log file could not be renamed", "err", err)
	}
}

// releasePid removes the pid file. Who has given up the privilege to do so leaves an empty one, which the next
// takes.
func (u *running) releasePid(log *slog.Logger) error {
	if u.pid == nil {
		return nil
	}
	err := u.pid.remove()
	if err == nil || errors.Is(err, os.ErrPermission) && u.who != nil {
		if err != nil && log != nil {
			log.Info("the pid file is left behind, empty", "err", err)
		}
		return nil
	}
	return err
}

// bare is err without the names of the services that it came through: it says itself where it is from.
func bare(err error) error {
	var child *tree.ChildError
	for errors.As(err, &child) {
		err = child.Err
	}
	return err
}

// single is err itself if it joins one error alone.
func single(err error) error {
	if j, ok := err.(interface{ Unwrap() []error }); ok && len(j.Unwrap()) == 1 {
		return j.Unwrap()[0]
	}
	return err
}
