package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"ravel/core"
	"ravel/transports/native"
)

// endpoints is the value of a --listen that may be repeated.
type endpoints []endpoint

func (e *endpoints) String() string { return "" }

func (e *endpoints) Set(s string) error {
	parsed, err := parseEndpoint(s)
	if err != nil {
		return err
	}
	*e = append(*e, parsed)
	return nil
}

type serveOptions struct {
	listen  endpoints
	reactor string
	grace   time.Duration
	quiet   bool
}

func runServe(args []string, stdout, stderr io.Writer) error {
	var o serveOptions
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.Var(&o.listen, "listen", "`ENDPOINT` to listen on; may be repeated (default tcp:127.0.0.1:0)")
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
	for _, name := range names[1:] {
		if err := o.listen.Set(name); err != nil {
			return err
		}
	}
	if len(o.listen) == 0 {
		o.listen = endpoints{{"tcp", "127.0.0.1:0"}}
	}
	if o.grace < 0 {
		return usagef("--grace %v is negative", o.grace)
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
	for _, e := range o.listen {
		p, at, err := e.listen(r, s, d.factory)
		if err != nil {
			return err
		}
		ports = append(ports, p)
		fmt.Fprintf(stdout, "%s listening on %s\n", s.name, at)
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
	for _, p := range ports {
		p.StopListening(nil)
	}
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
