package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"ravel/transports/native"
)

// repeated is the value of a flag that may be given again and again.
type repeated []string

func (r *repeated) String() string { return "" }

func (r *repeated) Set(s string) error {
	*r = append(*r, s)
	return nil
}

// slowDefault is the limit of slow calls when somebody wants to look.
const slowDefault = 100 * time.Millisecond

// serveOptions is what "ravel serve" is told, by flags and by a file. A file's keys are the flags' names.
type serveOptions struct {
	parts   []part
	reactor string
	grace   time.Duration

	daemon, nodaemon        bool
	pidfile, rundir, chroot string
	uid, gid, umask         string
	mask                    int // umask, read; -1: as it is
	logfile, logFormat      string
	logMax                  int64
	logKeep                 int
	syslog                  bool
	prefix                  string
	quiet, verbose          bool
	config                  string
	debugListen             string
	slow                    time.Duration
	standardIO              bool // it is served
}

func (o *serveOptions) flags(listen *repeated) *flag.FlagSet {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.Var(listen, "listen", "`ENDPOINT` to listen on; may be repeated (default tcp:127.0.0.1:0)")
	fs.StringVar(&o.config, "config", "", "`FILE` with services and with flags that are not given here")
	fs.StringVar(&o.reactor, "reactor", "", "reactor `NAME`: "+strings.Join(native.Backends(), ", ")+" (default the best of them)")
	fs.DurationVar(&o.grace, "grace", 5*time.Second, "how `LONG` open connections may take to finish when the server is told to stop")
	fs.BoolVar(&o.quiet, "quiet", false, "log warnings and errors only")
	fs.BoolVar(&o.verbose, "verbose", false, "log connections too")
	fs.StringVar(&o.logfile, "logfile", "", "`FILE` to log to; - is standard error (default that, or ravel.log of a daemon)")
	fs.Int64Var(&o.logMax, "logsize", 1<<20, "`BYTES` after which the log file is renamed to FILE.1; 0 is never")
	fs.IntVar(&o.logKeep, "logkeep", 5, "`HOW` many renamed log files are kept")
	fs.StringVar(&o.logFormat, "logformat", "text", "`FORMAT` of the log: "+strings.Join(formats, ", "))
	fs.BoolVar(&o.syslog, "syslog", false, "log to the system's log")
	fs.StringVar(&o.prefix, "prefix", "ravel", "`NAME` in the system's log")
	fs.BoolVar(&o.daemon, "daemon", false, "go to the background once everything listens")
	fs.BoolVar(&o.nodaemon, "nodaemon", false, "stay in the foreground, whatever --config says (the default)")
	fs.StringVar(&o.pidfile, "pidfile", "", "`FILE` that holds the process id while it runs (default of a daemon ravel.pid)")
	fs.StringVar(&o.rundir, "rundir", "", "`DIR` to change to before anything is opened")
	fs.StringVar(&o.chroot, "chroot", "", "`DIR` that becomes the root of the file system; other paths are within")
	fs.StringVar(&o.uid, "uid", "", "`USER` to become once every port is bound, by name or number")
	fs.StringVar(&o.gid, "gid", "", "`GROUP` to become (default the user's groups)")
	fs.StringVar(&o.umask, "umask", "", "octal `MASK` of the modes of new files (default as it is, 077 of a daemon)")
	fs.StringVar(&o.debugListen, "debug-listen", "", "`HOST:PORT` to show over HTTP what the loop does: figures, expvar, pprof")
	fs.DurationVar(&o.slow, "slow", 0, "how `LONG` a call may take before the log names it; 0 is no limit (default 100ms with --debug-listen)")
	return fs
}

func runServe(args []string, stdout, stderr io.Writer) error {
	o, err := parseServe(args, stdout)
	if err != nil {
		return err
	}
	if o.daemon && os.Getenv(daemonEnv) == "" {
		return o.daemonise(args, stdout, stderr)
	}
	return o.serve(o.announcements(stdout, stderr), stderr)
}

func parseServe(args []string, stdout io.Writer) (*serveOptions, error) {
	o := &serveOptions{}
	var listen repeated
	fs := o.flags(&listen)
	names, err := parse(fs, args, stdout, serveHelp())
	if err != nil {
		return nil, err
	}
	if o.config != "" {
		if err := o.readConfig(fs); err != nil {
			return nil, err
		}
	}
	if len(names) > 0 {
		if err := o.addNamed(names[0], append(listen, names[1:]...)); err != nil {
			return nil, err
		}
	} else if len(listen) > 0 || len(o.parts) == 0 {
		return nil, usagef("no protocol named; there are %s", strings.Join(serviceNames(), ", "))
	}
	return o, o.check()
}

// addNamed adds the part that the command line names.
func (o *serveOptions) addNamed(name string, listen []string) error {
	s, err := findService(name)
	if err != nil {
		return err
	}
	p := part{service: s}
	if len(listen) == 0 {
		listen = []string{"tcp:127.0.0.1:0"}
	}
	for _, text := range listen {
		e, err := parseEndpoint(text)
		if err != nil {
			return err
		}
		p.listen = append(p.listen, e)
	}
	o.parts = append(o.parts, p)
	return nil
}

// check refuses what makes no sense, and fills in what follows from the rest.
func (o *serveOptions) check() error {
	o.daemon = o.daemon && !o.nodaemon
	there := native.Backends()
	switch {
	case o.grace < 0:
		return usagef("--grace %v is negative", o.grace)
	case o.slow < 0:
		return usagef("--slow %v is negative", o.slow)
	case o.logMax < 0 || o.logKeep < 0:
		return usagef("--logsize %d --logkeep %d: neither can be negative", o.logMax, o.logKeep)
	case o.reactor != "" && len(there) > 0 && !slices.Contains(there, o.reactor):
		return usagef("unknown reactor %q; here is %s", o.reactor, strings.Join(there, ", "))
	case !slices.Contains(formats, o.logFormat):
		return usagef("unknown log format %q; there are %s", o.logFormat, strings.Join(formats, ", "))
	case o.quiet && o.verbose:
		return usagef("--quiet and --verbose at once")
	case o.syslog && o.logfile != "":
		return usagef("--syslog and --logfile at once")
	case o.daemon && o.logfile == "-":
		return usagef("--daemon has no standard error to log to: --logfile -")
	}
	o.mask = -1
	if o.umask != "" {
		mask, err := strconv.ParseUint(o.umask, 8, 16)
		if err != nil || mask > 0o777 {
			return usagef("--umask %q is no octal number up to 777", o.umask)
		}
		o.mask = int(mask)
	}
	if o.debugListen != "" {
		if _, err := debugAddr(o.debugListen); err != nil {
			return usagef("--debug-listen: %w", err)
		}
		if o.slow == 0 {
			o.slow = slowDefault
		}
	}
	if o.daemon {
		o.daemonDefaults()
	}
	return o.checkStandardIO()
}

// daemonDefaults is what a process that nobody sees needs.
func (o *serveOptions) daemonDefaults() {
	if o.logfile == "" && !o.syslog {
		o.logfile = "ravel.log"
	}
	if o.pidfile == "" {
		o.pidfile = "ravel.pid"
	}
	if o.mask < 0 {
		o.mask = 0o077
	}
}

// findIdentity is who to become, if somebody else.
func (o *serveOptions) findIdentity() (*identity, error) {
	if o.uid == "" && o.gid == "" {
		return nil, nil
	}
	i, err := findIdentity(o.uid, o.gid, os.Getuid())
	return &i, err
}

func serveHelp() string {
	var b strings.Builder
	b.WriteString(`ravel serve NAME --listen ENDPOINT…
ravel serve --config FILE

Serves protocols on real sockets until SIGINT or SIGTERM. For each endpoint it prints one line to standard
output once it listens: "chat listening on tcp:127.0.0.1:40123". The log goes to standard error.

An ENDPOINT is ` + endpointKinds + `. Port 0 lets the
system choose one; no HOST is every address; a PATH that begins with @ is an abstract name. With stdio:, one
connection over standard input and output, those lines go to standard error, and alone it serves until that
connection ends.

  ravel serve chat --listen tcp:127.0.0.1:8007
  ravel serve echo --listen tcp6:[::1]:7007 --listen udp:127.0.0.1:7007 --listen unix:/tmp/echo.sock
  printf hi | ravel serve echo --listen stdio:
  ravel serve finger --listen tcp::79 --daemon --rundir /var/lib/finger --uid nobody

In this order it changes its root and directory, sets the mask, takes the pid file, opens the log, binds every
port, becomes another user, and serves. A pid file whose process is gone is replaced; one whose process lives is
refused. SIGHUP has a log file opened anew. A supervisor that set NOTIFY_SOCKET hears when the server is ready
and when it stops, and with WATCHDOG_USEC that its loop still turns.

A configuration FILE is JSON. Its keys are the flags' names, and "services":

  {"pidfile": "finger.pid", "services": [
    {"protocol": "finger", "listen": ["tcp:127.0.0.1:7079"], "users": {"moshez": "Happy and well"}},
    {"protocol": "qotd", "name": "quotes", "listen": "udp:127.0.0.1:7017", "quote": "Carpe diem"}]}

Protocols:
`)
	for _, s := range services() {
		fmt.Fprintf(&b, "  %-10s %s\n", s.name, s.about)
	}
	return b.String()
}
