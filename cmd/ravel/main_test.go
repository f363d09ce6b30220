package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHelpIsOnStandardOutputAndSucceeds(t *testing.T) {
	for _, args := range [][]string{
		{"--help"}, {"-h"}, {"help"},
		{"serve", "--help"}, {"help", "serve"}, {"serve", "chat", "-h"},
		{"sim", "--help"}, {"help", "sim"},
	} {
		got := ravel(t, args...)
		if got.code != exitOK || got.stderr != "" {
			t.Errorf("ravel %q: exit code %d, standard error %q; help is no error", args, got.code, got.stderr)
		}
		if !strings.HasPrefix(got.stdout, "ravel ") || !strings.HasSuffix(got.stdout, "\n") {
			t.Errorf("ravel %q: standard output %q is no help", args, got.stdout)
		}
	}
}

func TestHelpNamesEverythingThereIs(t *testing.T) {
	top := ravel(t, "--help").stdout
	for _, name := range commandNames() {
		if !strings.Contains(top, "\n  "+name+" ") {
			t.Errorf("ravel --help does not tell of %s:\n%s", name, top)
		}
		help := ravel(t, name, "--help").stdout
		for _, s := range services() {
			if !strings.Contains(help, fmt.Sprintf("\n  %-10s %s\n", s.name, s.about)) {
				t.Errorf("ravel %s --help does not tell of %s:\n%s", name, s.name, help)
			}
		}
	}
	serve := ravel(t, "serve", "--help").stdout
	for _, want := range []string{"--listen ENDPOINT", "--reactor NAME", "--grace TIME", "(default 5s)"} {
		if !strings.Contains(serve, want) {
			t.Errorf("ravel serve --help does not tell of %q:\n%s", want, serve)
		}
	}
	sim := ravel(t, "sim", "--help").stdout
	for _, want := range []string{"--seeds N", "(default 100)", "--seed N", "--json"} {
		if !strings.Contains(sim, want) {
			t.Errorf("ravel sim --help does not tell of %q:\n%s", want, sim)
		}
	}
}

// lineMax is how wide a line of help is at most.
const lineMax = 115

func TestHelpNamesEveryFlagOnceAndFitsATerminal(t *testing.T) {
	for _, name := range commandNames() {
		help := ravel(t, name, "--help").stdout
		for _, line := range strings.Split(help, "\n") {
			if n := utf8.RuneCountInString(line); n > lineMax {
				t.Errorf("a line of ravel %s --help has %d characters, want at most %d:\n%s", name, n, lineMax, line)
			}
		}
		var fs *flag.FlagSet
		if name == "serve" {
			fs = (&serveOptions{}).flags(&repeated{})
		} else {
			fs = (&simOptions{}).flags()
		}
		fs.VisitAll(func(f *flag.Flag) {
			if n := strings.Count(help, "\n  --"+f.Name+" "); n != 1 {
				t.Errorf("ravel %s --help lists --%s %d times, want once", name, f.Name, n)
			}
		})
	}
}

func TestBehindTwoDashesThereAreNoFlags(t *testing.T) {
	fs := flag.NewFlagSet("x", flag.ContinueOnError)
	n := fs.Int("n", 0, "N|a number")
	others, err := parse(fs, []string{"a", "-n=3", "-", "--", "--n", "4"}, io.Discard, nil)
	if want := []string{"a", "-", "--n", "4"}; err != nil || *n != 3 || !slices.Equal(others, want) {
		t.Errorf("n is %d, others %q, %v; want 3 and %q", *n, others, err, want)
	}
}

func TestWhatMakesNoSenseIsNamed(t *testing.T) {
	protocols := "chat, echo, discard, chargen, daytime, time, qotd, finger, netstring, int32"
	for _, c := range []struct {
		args []string
		want string // the whole of standard error
	}{
		{[]string{"srve"}, "ravel: unknown command \"srve\"; there are serve, sim\nSee: ravel --help\n"},
		{[]string{"help", "srve"}, "ravel: unknown command \"srve\"; there are serve, sim\nSee: ravel --help\n"},
		{[]string{"serve"}, "ravel serve: no protocol named; there are " + protocols + "\nSee: ravel serve --help\n"},
		{[]string{"serve", "smtp"}, "ravel serve: unknown protocol \"smtp\"; there are " + protocols + "\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--listen", "sctp:127.0.0.1:0"}, "ravel serve: unknown endpoint kind \"sctp\" in \"sctp:127.0.0.1:0\": want " + endpointKinds + "\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--listen", "udp:127.0.0.1:0"}, "ravel serve: endpoint \"udp:127.0.0.1:0\": chat is served over streams only\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--listen"}, "ravel serve: --listen needs its ENDPOINT\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--port", "1"}, "ravel serve: unknown flag --port\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--grace", "-1s"}, "ravel serve: --grace -1s is negative\nSee: ravel serve --help\n"},
		{[]string{"sim"}, "ravel sim: no protocol named; there are " + protocols + "\nSee: ravel sim --help\n"},
		{[]string{"sim", "smtp"}, "ravel sim: unknown protocol \"smtp\"; there are " + protocols + "\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "echo"}, "ravel sim: unexpected argument \"echo\"\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "--seeds", "0"}, "ravel sim: --seeds 0: there is nothing to run\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "--seeds", "many"}, "ravel sim: --seeds \"many\" is no whole number from 0 to 18446744073709551615\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "--seeds", "2", "--seed", "18446744073709551615"}, "ravel sim: --seed 18446744073709551615 --seeds 2: the last seed does not fit in 64 bits\nSee: ravel sim --help\n"},
	} {
		got := ravel(t, c.args...)
		if got != (outcome{stderr: c.want, code: exitUsage}) {
			t.Errorf("ravel %q: %+v\nwant exit code %d and\n%s", c.args, got, exitUsage, c.want)
		}
	}
	if got := ravel(t); got != (outcome{stderr: help(), code: exitUsage}) {
		t.Errorf("ravel: %+v, want the help on standard error", got)
	}
}

func TestReportTellsUsageFromFailure(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		want string
	}{
		{nil, exitOK, ""},
		{flag.ErrHelp, exitOK, ""},
		{usagef("no such thing"), exitUsage, "ravel x: no such thing\nSee: ravel x --help\n"},
		{fmt.Errorf("listening: %w", usagef("no such thing")), exitUsage, "ravel x: listening: no such thing\nSee: ravel x --help\n"},
		{errors.New("the disk is full"), exitFailed, "ravel x: the disk is full\n"},
	} {
		var said bytes.Buffer
		if code := report("x", c.err, &said); code != c.code || said.String() != c.want {
			t.Errorf("report(%v) = %d, %q; want %d, %q", c.err, code, said.String(), c.code, c.want)
		}
	}
}
