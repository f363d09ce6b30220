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

	// places is where in a file a flag's value stands, "FILE:LINE", of those that are from one.
	places map[string]string
}

func (o *serveOptions) flags(listen *repeated) *flag.FlagSet {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.Var(listen, "listen", "ENDPOINT|where to listen; may be repeated (default tcp:127.0.0.1:0)")
	fs.StringVar(&o.config, "config", "", "FILE|services, and flags that are not given here")
	fs.StringVar(&o.reactor, "reactor", "", "NAME|"+strings.Join(native.Backends(), ", ")+" (default the best of them)")
	fs.DurationVar(&o.grace, "grace", 5*time.Second, "TIME|how long open connections may take to finish when it is told to stop")
	fs.BoolVar(&o.quiet, "quiet", false, "log warnings and errors only")
	fs.BoolVar(&o.verbose, "verbose", false, "log connections too")
	fs.StringVar(&o.logfile, "logfile", "", "FILE|log to it; - is standard error (default that, or ravel.log of a daemon)")
	fs.Int64Var(&o.logMax, "logsize", 1<<20, "BYTES|when the log file has as many it is renamed to FILE.1; 0 is never")
	fs.IntVar(&o.logKeep, "logkeep", 5, "N|how many renamed log files are kept")
	fs.StringVar(&o.logFormat, "logformat", "text", "FORMAT|"+strings.Join(formats, " or "))
	fs.BoolVar(&o.syslog, "syslog", false, "log to the system's log")
	fs.StringVar(&o.prefix, "prefix", "ravel", "NAME|what it is called in the system's log")
	fs.BoolVar(&o.daemon, "daemon", false, "go to the background once everything listens")
	fs.BoolVar(&o.nodaemon, "nodaemon", false, "stay in the foreground, whatever --config says (the default)")
	fs.StringVar(&o.pidfile, "pidfile", "", "FILE|holds the process id while it runs (default of a daemon ravel.pid)")
	fs.StringVar(&o.rundir, "rundir", "", "DIR|change to it before anything is opened")
	fs.StringVar(&o.chroot, "chroot", "", "DIR|make it the root of the file system; all other paths are within")
	fs.StringVar(&o.uid, "uid", "", "USER|who to become once every port is bound, by name or number")
	fs.StringVar(&o.gid, "gid", "", "GROUP|and in what group, by name or number (default the user's groups)")
	fs.StringVar(&o.umask, "umask", "", "MASK|what new files are not allowed, octal (default as it is, 077 of a daemon)")
	fs.StringVar(&o.debugListen, "debug-listen", "", "HOST:PORT|show over HTTP what the loop does: figures, expvar, pprof")
	fs.DurationVar(&o.slow, "slow", 0, "TIME|the log names calls that take longer (default never, 100ms with --debug-listen)")
	return fs
}

// flag is what a flag is called where it was given: "--grace", or in a file "finger.json:3: grace".
func (o *serveOptions) flag(name string) string {
	if place, ok := o.places[name]; ok {
		return place + ": " + name
	}
	return "--" + name
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
	o := &serveOptions{places: map[string]string{}}
	var listen repeated
	fs := o.flags(&listen)
	names, err := parse(fs, args, stdout, func() string { return serveHelp(fs) })
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
		return usagef("%s %v is negative", o.flag("grace"), o.grace)
	case o.slow < 0:
		return usagef("%s %v is negative", o.flag("slow"), o.slow)
	case o.logMax < 0:
		return usagef("%s %d is negative", o.flag("logsize"), o.logMax)
	case o.logKeep < 0:
		return usagef("%s %d is negative", o.flag("logkeep"), o.logKeep)
	case o.reactor != "" && len(there) > 0 && !slices.Contains(there, o.reactor):
		return usagef("%s %q is unknown; here is %s", o.flag("reactor"), o.reactor, strings.Join(there, ", "))
	case !slices.Contains(formats, o.logFormat):
		return usagef("%s %q is unknown; there are %s", o.flag("logformat"), o.logFormat, strings.Join(formats, ", "))
	case o.quiet && o.verbose:
		return usagef("%s and %s at once", o.flag("quiet"), o.flag("verbose"))
	case o.syslog && o.logfile != "":
		return usagef("%s and %s at once", o.flag("syslog"), o.flag("logfile"))
	case o.daemon && o.logfile == "-":
		return usagef("%s - is standard error, which a daemon has not", o.flag("logfile"))
	}
	o.mask = -1
	if o.umask != "" {
		mask, err := strconv.ParseUint(o.umask, 8, 16)
		if err != nil || mask > 0o777 {
			return usagef("%s %q is no octal number up to 777", o.flag("umask"), o.umask)
		}
		o.mask = int(mask)
	}
	if o.debugListen != "" {
		if _, err := debugAddr(o.debugListen); err != nil {
			return usagef("%s: %w", o.flag("debug-listen"), err)
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
	i, err := findIdentity(o.uid, o.gid, os.Getuid(), o.flag)
	return &i, err
}

func serveHelp(fs *flag.FlagSet) string {
	var b strings.Builder
	b.WriteString(`ravel serve NAME --listen ENDPOINT…
ravel serve --config FILE

Serves protocols on real sockets until SIGINT or SIGTERM. For each endpoint it prints one line to standard
output once it listens: "chat listening on tcp:127.0.0.1:40123". The log goes to standard error.

  ravel serve chat --listen tcp:127.0.0.1:8007      # then, elsewhere: nc 127.0.0.1 8007
  ravel serve echo --listen tcp6:[::1]:7007 --listen udp:127.0.0.1:7007 --listen unix:echo.sock
  printf hi | ravel serve echo --listen stdio:

As a daemon, with ravel.pid and ravel.log in the present directory; for a port below 1024 as root:

  ravel serve finger --listen tcp::79 --daemon --uid nobody
  kill $(cat ravel.pid)

Several services in one process, from a file:

  echo '{"pidfile": "finger.pid", "services": [
    {"protocol": "finger", "listen": ["tcp:127.0.0.1:7079"], "users": {"moshez": "Happy and well"}},
    {"protocol": "qotd", "name": "quotes", "listen": "udp:127.0.0.1:7017", "quote": "Carpe diem"}]}' > finger.json
  ravel serve --config finger.json

The FILE is JSON; beside "services" its keys are the flags' names.

An ENDPOINT is one of

  ` + strings.ReplaceAll(endpointKinds, ", ", "\n  ") + `

Port 0 lets the system choose one; no HOST is every address; a PATH that begins with @ is an abstract name. With
stdio:, one connection over standard input and output, the lines about endpoints go to standard error, and
alone it serves until that connection ends.

In this order it changes its root and directory, sets the mask, takes the pid file, opens the log, binds every
port, becomes another user, and serves. A pid file whose process is gone is replaced; one whose process lives is
refused. Who has become another user may not be able to remove it, and leaves it empty; log files are renamed
only in a directory that is that user's.

SIGINT and SIGTERM close the ports; open connections may take --grace to finish. A second signal cuts them off.
SIGHUP has the log file opened anew, for whoever has renamed it, and SIGUSR1 has it renamed to FILE.1 now;
without a log file SIGHUP stops what runs in the foreground. A signal that it was started with as ignored stays
so: a script's "&" does that to SIGINT, so scripts stop it with SIGTERM.

The exit code is 0 if it was told to stop and has, also if --grace ran out; 1 if something that it needs failed,
such as a port in use, and 2 if it was asked for what makes no sense. After a second signal it is 128 and the
first one's number: 130 for SIGINT, 143 for SIGTERM. With --daemon it is 0 once everything listens, or the code
with which the daemon failed to start.

A supervisor that set NOTIFY_SOCKET, as systemd does with Type=notify or notify-reload, hears when the server is
ready, reloads on SIGHUP and stops, and with WATCHDOG_USEC that its loop still turns.

Protocols:
`)
	for _, s := range services() {
		fmt.Fprintf(&b, "  %-10s %s\n", s.name, s.about)
	}
	b.WriteString(helpFlags(fs, "What is served", "listen", "config", "reactor", "grace"))
	b.WriteString(helpFlags(fs, "The process", "daemon", "nodaemon", "pidfile", "rundir", "chroot", "uid", "gid", "umask"))
	b.WriteString(helpFlags(fs, "The log", "quiet", "verbose", "logfile", "logsize", "logkeep", "logformat", "syslog", "prefix"))
	b.WriteString(helpFlags(fs, "Looking inside", "debug-listen", "slow"))
	return b.String()
}
