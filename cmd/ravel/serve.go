package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"ravel/core"
	"ravel/transports/native"
)

// repeated is the value of a flag that may be given again and again.
type repeated []string

func (r *repeated) String() string { return "" }

func (r *repeated) Set(s string) error {
	*r = append(*r, s)
	return nil
}

type serveOptions struct {
	listen  []endpoint
	reactor string
	grace   time.Duration
	quiet   bool
}

func runServe(args []string, stdout, stderr io.Writer) error {
	var o serveOptions
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	var listen repeated
	fs.Var(&listen, "listen", "`ENDPOINT` to listen on; may be repeated (default tcp:127.0.0.1:0)")
	fs.StringVar(&o.reactor, "reactor", "", "reactor `NAME`: "+strings.Join(native.Backends(), ", ")+" (default the best of them)")
	fs.DurationVar(&o.grace, "grace", 5*time.Second, "how `LONG` open connections may take to finish when the server is told to stop")
	fs.BoolVar(&o.quiet, "quiet", false, "log warnings and errors only")
	names, err := parse(fs, args, stdout, serveHelp())
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return usagef("no protocol named; there are %s", strings.Join(serviceNames(), ", "))
	}
	s, err := findService(names[0])
	if err != nil {
		return err
	}
	if listen = append(listen, names[1:]...); len(listen) == 0 {
		listen = repeated{"tcp:127.0.0.1:0"}
	}
	for _, text := range listen {
		e, err := parseEndpoint(text)
		if err != nil {
			return err
		}
		o.listen = append(o.listen, e)
	}
	there := native.Backends()
	switch {
	case o.grace < 0:
		return usagef("--grace %v is negative", o.grace)
	case o.reactor != "" && len(there) > 0 && !slices.Contains(there, o.reactor):
		return usagef("unknown reactor %q; here is %s", o.reactor, strings.Join(there, ", "))
	}
	return o.serve(s, stdout, stderr)
}

func (o *serveOptions) serve(s service, stdout, stderr io.Writer) error {
	level := slog.LevelInfo
	if o.quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	r, err := native.Open(native.Config{Backend: o.reactor, Logger: log})
	if err != nil {
		return err
	}
	defer r.Close()
	var d drain
	var ports []port
	// A port that is not stopped leaves its socket file behind: here one that was opened before another
	// could not be, or one that a crash left open.
	defer func() {
		stop(ports)
		r.Iterate(0)
	}()
	for _, e := range o.listen {
		p, at, err := e.listen(r, s, d.factory)
		if err != nil {
			return err
		}
		ports = append(ports, p)
		// Whoever reads the line may send a signal at once, so it is written when signals are listened for.
		r.CallWhenRunning(func() { fmt.Fprintf(stdout, "%s listening on %s\n", s.name, at) })
	}
	r.AddTrigger(core.Shutdown, core.Before, func() { o.finish(r, &d, ports, log) })
	if err := r.Run(context.Background()); err != nil {
		return err
	}
	if sig := r.ExitSignal(); sig != nil {
		log.Info("stopped", "signal", sig.String())
	}
	return nil
}

// finish lets open connections end by themselves, but for no longer than the grace period. The reactor then closes
// what is left.
func (o *serveOptions) finish(r core.Reactor, d *drain, ports []port, log *slog.Logger) {
	stop(ports)
	if d.open == 0 || o.grace == 0 {
		return
	}
	log.Info("stopping; a second signal stops at once", "connections", d.open, "grace", o.grace)
	release := r.HoldShutdown()
	over := r.CallLater(o.grace, func() {
		log.Warn("the grace period is over", "connections", d.open)
		release()
	})
	d.empty = func() {
		if over.Cancel() {
			release()
		}
	}
}

func stop(ports []port) {
	for _, p := range ports {
		p.StopListening(nil)
	}
}

func serveHelp() string {
	var b strings.Builder
	b.WriteString(`ravel serve NAME --listen ENDPOINT…

Serves a protocol on real sockets until SIGINT or SIGTERM. For each endpoint it prints one line to standard
output once it listens: "chat listening on tcp:127.0.0.1:40123". The log goes to standard error.

An ENDPOINT is ` + endpointKinds + `. Port 0 lets the
system choose one; no HOST is every address; a PATH that begins with @ is an abstract name.

  ravel serve chat --listen tcp:127.0.0.1:8007
  ravel serve echo --listen tcp6:[::1]:7007 --listen udp:127.0.0.1:7007 --listen unix:/tmp/echo.sock

Protocols:
`)
	for _, s := range services() {
		fmt.Fprintf(&b, "  %-10s %s\n", s.name, s.about)
	}
	return b.String()
}
