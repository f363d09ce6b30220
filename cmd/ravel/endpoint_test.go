package main

import (
	"errors"
	"testing"

	"ravel/core"
)

func TestEndpointsAreRead(t *testing.T) {
	for text, want := range map[string]endpoint{
		"tcp:127.0.0.1:8007": {"tcp", "127.0.0.1:8007"},
		"tcp:localhost:0":    {"tcp", "localhost:0"},
		"tcp::0":             {"tcp", ":0"},
		"tcp6:[::1]:8007":    {"tcp6", "[::1]:8007"},
		"tcp6::0":            {"tcp6", "[::]:0"}, // no host is every address, of this family
		"udp:127.0.0.1:0":    {"udp", "127.0.0.1:0"},
		"udp:[::1]:0":        {"udp", "[::1]:0"},
		"unix:/run/a:b":      {"unix", "/run/a:b"}, // a path may hold a colon
		"unix:@name":         {"unix", "@name"},
	} {
		if got, err := parseEndpoint(text); err != nil || got != want {
			t.Errorf("parseEndpoint(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestEndpointsThatAreWrongAreNamed(t *testing.T) {
	for _, c := range []struct {
		text, want string
		address    bool // the error is a core.ErrInvalidAddress
	}{
		{"8007", `endpoint "8007" has no kind: want ` + endpointKinds, false},
		{"", `endpoint "" has no kind: want ` + endpointKinds, false},
		{"TCP:127.0.0.1:1", `unknown endpoint kind "TCP" in "TCP:127.0.0.1:1": want ` + endpointKinds, false},
		{"tcp:", `endpoint "tcp:": invalid address "": missing port in address`, true},
		{"tcp:127.0.0.1", `endpoint "tcp:127.0.0.1": invalid address "127.0.0.1": missing port in address`, true},
		{"tcp:127.0.0.1:http", `endpoint "tcp:127.0.0.1:http": invalid address "127.0.0.1:http": port "http" is not a number from 0 to 65535`, true},
		{"tcp:127.0.0.1:65536", `endpoint "tcp:127.0.0.1:65536": invalid address "127.0.0.1:65536": port "65536" is not a number from 0 to 65535`, true},
		{"udp:example.org:1", `endpoint "udp:example.org:1": invalid address "example.org:1": "example.org" is not an IP address`, true},
		{"tcp:[::1]:8007", `endpoint "tcp:[::1]:8007": ::1 is not an IPv4 address; use tcp6:`, false},
		{"tcp6:127.0.0.1:8007", `endpoint "tcp6:127.0.0.1:8007": 127.0.0.1 is not an IPv6 address; use tcp:`, false},
		{"unix:", `endpoint "unix:" has no path`, false},
	} {
		_, err := parseEndpoint(c.text)
		var usage usageError
		if !errors.As(err, &usage) || err.Error() != c.want {
			t.Errorf("parseEndpoint(%q): %v\nwant a usage error: %s", c.text, err, c.want)
		}
		if errors.Is(err, core.ErrInvalidAddress) != c.address {
			t.Errorf("parseEndpoint(%q): is %v an invalid address? want %t", c.text, err, c.address)
		}
	}
}
