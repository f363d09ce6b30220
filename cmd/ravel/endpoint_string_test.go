package main

import (
	"errors"
	"testing"

	ends "ravel/transports/endpoint"
)

func TestEndpointsByTheGrammar(t *testing.T) {
	for text, want := range map[string]endpoint{
		"tcp:8007":                        {"tcp", "8007"},
		"tcp:8007:interface=127.0.0.1":    {"tcp", "8007:interface=127.0.0.1"},
		`tcp6:8007:interface=\:\:1`:       {"tcp6", `8007:interface=\:\:1`},
		"unix:/run/x:mode=600":            {"unix", "/run/x:mode=600"},
		"tls:8443:privateKey=k:certKey=c": {"tls", "8443:privateKey=k:certKey=c"},
		"haproxy:tcp:127.0.0.1:0":         {"haproxy", "tcp:127.0.0.1:0"},
		"udp:5300:maxPacketSize=512":      {"udp", "5300:maxPacketSize=512"},
		"fd:3":                            {"fd", "3"},
		"stdio:":                          {"stdio", ""},
	} {
		if got, err := parseEndpoint(text); err != nil || got != want || got.String() != text {
			t.Errorf("parseEndpoint(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestMistakesInTheGrammarAreUsageErrorsThatNameTheArgument(t *testing.T) {
	for text, argument := range map[string]string{
		"tcp:8007:bogus=1":        "bogus",
		"unix:/run/x:mode=rw":     "mode",
		"tls:https":               "port",
		"haproxy:tcp:1:backlog=x": "backlog",
		"systemd:domain=INET":     "index",
		"fd:":                     "fd",
	} {
		_, err := parseEndpoint(text)
		var usage usageError
		var e *ends.StringError
		if !errors.As(err, &usage) || !errors.As(err, &e) || e.Argument != argument {
			t.Errorf("parseEndpoint(%q): %v; want a usage error about %s", text, err, argument)
		}
	}
}
