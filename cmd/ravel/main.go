package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for did not succeed
	exitUsage  = 2 // what was asked for makes no sense
	// exitSignal and the number of a signal is what had to be stopped by a second one.
	exitSignal = 128
)

// A command is one verb of the command line.
type command struct {
	name, synopsis string
	run            func(args []string, stdout, stderr io.Writer) error
}

func commands() []command {
	return []command{
		{"serve", "serve a protocol on real sockets", runServe},
		{"sim", "run a protocol with its clients in simulation, many seeds", runSim},
	}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// A usageError is a command line that makes no sense. Its text says what was wrong and with what.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, help())
		return exitUsage
	}
	switch args[0] {
	case "version", "-version", "--version":
		fmt.Fprintln(stdout, ownVersion())
		return exitOK
	case "help", "-h", "-help", "--help":
		if len(args) == 1 {
			fmt.Fprint(stdout, help())
			return exitOK
		}
		args = []string{args[1], "--help"}
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		return report(c.name, c.run(args[1:], stdout, stderr), stderr)
	}
	fmt.Fprintf(stderr, "ravel: unknown command %q; there are %s\nSee: ravel --help\n", args[0], strings.Join(commandNames(), ", "))
	return exitUsage
}

// report says what went wrong with a command, if anything did, and returns the exit code.
func report(name string, err error, stderr io.Writer) int {
	var usage usageError
	var exit *exitError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &exit):
		return exit.code
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "ravel %s: %v\nSee: ravel %s --help\n", name, err, name)
		return exitUsage
	}
	fmt.Fprintf(stderr, "ravel %s: %v\n", name, err)
	return exitFailed
}

func commandNames() (names []string) {
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

func help() string {
	var b strings.Builder
	b.WriteString("ravel serves network protocols, and runs the same protocols in deterministic simulation.\n\nThe commands:\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-8s %s\n", c.name, c.synopsis)
	}
	b.WriteString(`
Try it:

  ravel serve chat --listen tcp:127.0.0.1:8007      # then, elsewhere: nc 127.0.0.1 8007
  ravel sim chat --seeds 200 --seed 7               # the same chat, its clients and a bad network

"go install ./cmd/ravel" in a clone puts ravel where Go puts commands; "go run ./cmd/ravel" does without.
ravel COMMAND --help tells the rest, and ravel --version what was built.

The exit code is 0 if all went well, 1 if what was asked for failed, and 2 if it makes no sense. A server that
had to be stopped by a second signal ends with 128 and the first one's number.
`)
	return b.String()
}

// parse reads flags and other arguments in any order and returns the others. Behind "--" there are no flags.
func parse(fs *flag.FlagSet, args []string, stdout io.Writer, help func() string) (others []string, err error) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return append(others, args...), nil
		}
		name, isFlag := strings.CutPrefix(arg, "-")
		if !isFlag || name == "" {
			others = append(others, arg)
			continue
		}
		name, value, given := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		f := fs.Lookup(name)
		switch {
		case f == nil && (name == "help" || name == "h"):
			fmt.Fprint(stdout, help())
			return nil, flag.ErrHelp
		case f == nil:
			return nil, usagef("unknown flag --%s", name)
		case given:
		case isSwitch(f):
			value = "true"
		case len(args) == 0:
			what, _ := describe(f)
			return nil, usagef("--%s needs its %s", name, what)
		default:
			value, args = args[0], args[1:]
		}
		if err := set(fs, f, value); err != nil {
			return nil, usagef("--%s %w", name, err)
		}
	}
	return others, nil
}
