package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// configured parses a command line with a configuration file that holds text.
func configured(t *testing.T, text string, args ...string) (*serveOptions, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return parseServe(append([]string{"--config", path}, args...), io.Discard)
}

func TestAConfigurationHasServicesAndFlags(t *testing.T) {
	o, err := configured(t, `{
		"grace": "7s", "logkeep": 2, "quiet": true, "pidfile": "a.pid", "umask": "027",
		"services": [
			{"protocol": "finger", "listen": ["tcp:127.0.0.1:0", "unix:/tmp/x"], "users": {"anna": "here"}},
			{"protocol": "qotd", "name": "quotes", "listen": "udp:127.0.0.1:0", "quote": "Carpe diem"}
		]
	}`, "--pidfile", "b.pid", "echo", "--listen", "tcp:127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if o.grace != 7*time.Second || o.logKeep != 2 || !o.quiet || o.mask != 0o027 {
		t.Errorf("%+v, want what the file says", o)
	}
	if o.pidfile != "b.pid" {
		t.Errorf("the pid file is %q; what the command line says counts", o.pidfile)
	}
	var parts []string
	for _, p := range o.parts {
		parts = append(parts, fmt.Sprint(p.title(), p.listen))
	}
	want := []string{"finger[tcp:127.0.0.1:0 unix:/tmp/x]", "quotes[udp:127.0.0.1:0]", "echo[tcp:127.0.0.1:0]"}
	if !slices.Equal(parts, want) {
		t.Errorf("services %q, want %q", parts, want)
	}
}

func TestWhatIsWrongInAConfigurationHasItsLine(t *testing.T) {
	const echo = `{"services": [{"protocol": "echo", "listen": "tcp:127.0.0.1:0"}]`
	for text, want := range map[string]string{
		"":                                "1: the file ends too early",
		"\n[":                             "2: [ where an object begins",
		"{\n\"lisen\": 1}":                `2: unknown key "lisen"; there are services, chroot, `,
		"{\n\n\"config\": \"x\"}":         `3: unknown key "config"`,
		"{\"grace\":\n\"soon\"}":          `2: grace "soon" is no time such as 500ms, 5s or 1m30s`,
		"{\"grace\": \"1s\",\n\"grace\"":  `2: "grace" for the second time`,
		"{\"grace\": {}}":                 "1: { where a text, a number, true or false stands",
		"{\n\"grace\": \"1s\"\n\"quiet\"": "3: invalid character '\"' after object key:value pair",
		"{\n\"services\": {}}":            "2: { where a list begins",
		"{\"services\": [\n3]}":           "2: 3 where an object begins",
		"{\"services\": [{\n}]}":          "2: a service without a protocol; there are chat, ",
		"{\"services\": [{\"protocol\":\n\"smtp\"}]}":                                         `2: unknown protocol "smtp"; there are chat, `,
		"{\"services\": [{\"protocol\": \"echo\"\n}]}":                                        "2: echo listens nowhere",
		"{\"services\": [{\"protocol\": \"echo\",\n\"port\": 1}]}":                            `2: unknown key "port"; there are protocol, name, listen, users, quote`,
		"{\"services\": [{\"listen\": [\n\"sctp:1\"]}]}":                                      `2: unknown endpoint kind "sctp" in "sctp:1": want `,
		"{\"services\": [{\"listen\": 7}]}":                                                   "1: 7 where a text or a list of them stands",
		"{\"services\": [{\"listen\": [7]}]}":                                                 "1: 7 where a text stands",
		"{\"services\": [{\"protocol\": \"echo\", \"listen\": \"tcp::0\",\n\"users\": {}}]}":  "2: users are for finger, and this is echo",
		"{\"services\": [{\"protocol\": \"echo\", \"listen\": \"tcp::0\", \"quote\": \"\"}]}": "1: a quote is for qotd, and this is echo",
		echo + "\n":     "2: the file ends too early",
		echo + "}\n\n1": "3: 1 behind the end",
		`{"services": [{"protocol": "echo", "listen": "tcp::0", "name": "a"},` + "\n" + `{"name": "a"}]}`: `2: two services of the name "a"`,
	} {
		_, err := configured(t, text)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("%q: %v, want a usage error", text, err)
			continue
		}
		_, said, _ := strings.Cut(err.Error(), "c.json:")
		if !strings.HasPrefix(said, want) {
			t.Errorf("%q: %q\nwant %q…", text, said, want)
		}
	}
}

func TestWhatMakesNoSenseIsNamedWhereItStands(t *testing.T) {
	const echo = `"services": [{"protocol": "echo", "listen": "tcp:127.0.0.1:0"}]}`
	for _, c := range []struct{ text, args, want string }{
		{"\"grace\":\n\"-5s\", ", "", "2: grace -5s is negative"},
		{"\n\n\"reactor\": \"fast\", ", "", `3: reactor "fast" is unknown; here is `},
		{"\"umask\": 8, ", "", `1: umask "8" is no octal number up to 777`},
		{"\"logkeep\": -1, ", "", "1: logkeep -1 is negative"},
		{"\"logkeep\": 1.5, ", "", `1: logkeep "1.5" is no whole number`},
		{"\"logformat\": \"xml\", ", "", `1: logformat "xml" is unknown; there are text, json`},
		{"\"debug-listen\": \"6060\", ", "", `1: debug-listen: invalid address "6060": missing port in address`},
		{"\n\"quiet\": true, ", "--verbose", "2: quiet and --verbose at once"},
	} {
		_, err := configured(t, "{"+c.text+echo, strings.Fields(c.args)...)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("%q: %v, want a usage error", c.text, err)
			continue
		}
		_, said, _ := strings.Cut(err.Error(), "c.json:")
		if !strings.HasPrefix(said, c.want) {
			t.Errorf("%q: %q\nwant c.json:%s…", c.text, err, c.want)
		}
	}
	o, err := configured(t, "{\n\"uid\": \"no-such-user\", "+echo)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.findIdentity(); err == nil || !strings.HasSuffix(err.Error(), "c.json:2: uid no-such-user: there is no such user") {
		t.Errorf("%v, want it named where it stands", err)
	}
}

func TestAConfigurationThatIsNotThere(t *testing.T) {
	_, err := parseServe([]string{"--config", filepath.Join(t.TempDir(), "none")}, io.Discard)
	if err == nil || !strings.HasPrefix(err.Error(), "--config: open ") {
		t.Errorf("%v, want it named", err)
	}
}

func TestFlagsThatMakeNoSenseTogether(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--quiet --verbose", "--quiet and --verbose at once"},
		{"--syslog --logfile x", "--syslog and --logfile at once"},
		{"--daemon --logfile -", "--logfile - is standard error, which a daemon has not"},
		{"--logformat xml", `--logformat "xml" is unknown; there are text, json`},
		{"--umask 8", `--umask "8" is no octal number up to 777`},
		{"--umask 1777", `--umask "1777" is no octal number up to 777`},
		{"--logsize -1", "--logsize -1 is negative"},
		{"--logkeep=-1", "--logkeep -1 is negative"},
		{"--logkeep few", `--logkeep "few" is no whole number`},
		{"--daemon=maybe", `--daemon "maybe" is neither true nor false`},
		{"--slow", "--slow needs its TIME"},
		{"-slow x", `--slow "x" is no time such as 500ms, 5s or 1m30s`},
		{"--slw 1s", "unknown flag --slw"},
		{"--slow -1s", "--slow -1s is negative"},
		{"--debug-listen 6060", `--debug-listen: invalid address "6060": missing port in address`},
	} {
		_, err := parseServe(append([]string{"echo"}, strings.Fields(c.args)...), io.Discard)
		var usage usageError
		if !errors.As(err, &usage) || err.Error() != c.want {
			t.Errorf("%s: %v, want the usage error %q", c.args, err, c.want)
		}
	}
}

func TestADaemonHasALogAndAPidFile(t *testing.T) {
	o, err := parseServe([]string{"echo", "--daemon"}, io.Discard)
	if err != nil || o.logfile != "ravel.log" || o.pidfile != "ravel.pid" || o.mask != 0o077 {
		t.Errorf("%+v, %v; want ravel.log, ravel.pid and mask 077", o, err)
	}
	o, err = parseServe([]string{"echo", "--daemon", "--nodaemon"}, io.Discard)
	if err != nil || o.daemon || o.logfile != "" || o.pidfile != "" {
		t.Errorf("%+v, %v; want the foreground", o, err)
	}
}
