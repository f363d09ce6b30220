package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"
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
		if !strings.Contains(top, "  ravel "+name+" ") {
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
	for _, want := range []string{endpointKinds, "--listen ENDPOINT", "--reactor NAME", "--grace LONG", "(default 5s)"} {
		if !strings.Contains(serve, want) {
			t.Errorf("ravel serve --help does not tell of %q:\n%s", want, serve)
		}
	}
	sim := ravel(t, "sim", "--help").stdout
	for _, want := range []string{"--seeds MANY", "(default 100)", "--seed FIRST", "--json"} {
		if !strings.Contains(sim, want) {
			t.Errorf("ravel sim --help does not tell of %q:\n%s", want, sim)
		}
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
		{[]string{"serve", "chat", "--listen"}, "ravel serve: flag needs an argument: -listen\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--port", "1"}, "ravel serve: flag provided but not defined: -port\nSee: ravel serve --help\n"},
		{[]string{"serve", "chat", "--grace", "-1s"}, "ravel serve: --grace -1s is negative\nSee: ravel serve --help\n"},
		{[]string{"sim"}, "ravel sim: no protocol named; there are " + protocols + "\nSee: ravel sim --help\n"},
		{[]string{"sim", "smtp"}, "ravel sim: unknown protocol \"smtp\"; there are " + protocols + "\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "echo"}, "ravel sim: unexpected argument \"echo\"\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "--seeds", "0"}, "ravel sim: --seeds 0: there is nothing to run\nSee: ravel sim --help\n"},
		{[]string{"sim", "chat", "--seeds", "many"}, "ravel sim: invalid value \"many\" for flag -seeds: parse error\nSee: ravel sim --help\n"},
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
