package main

import (
	"slices"
	"strings"
	"testing"
)

func TestDatagramsUnderWayAreBounded(t *testing.T) {
	for _, name := range strings.Split(udpCases, ",") {
		if _, err := udpArgs(name); err != nil {
			t.Errorf("a default: %v", err)
		}
	}
	if got, err := udpArgs("50x64x4"); err != nil || !slices.Equal(got, []string{"50", "64", "4"}) {
		t.Errorf("clients, bytes, pipelined: %q, %v", got, err)
	}
	for _, name := range []string{"201x64", "50x64x5", "1x8193", "x", "1x0"} {
		if _, err := udpArgs(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v, want an error that names it", name, err)
		}
	}
}

func TestNetpollHasNoDatagrams(t *testing.T) {
	if got := withUDP([]string{"c", "ravel", "net", "netpoll"}); !slices.Equal(got, []string{"c", "ravel", "net"}) {
		t.Errorf("got %q", got)
	}
}
