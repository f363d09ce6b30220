package main

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
)

func TestAnOpenConnectionMayFinishAndNobodyElseComesIn(t *testing.T) {
	c, at := serve(t, "echo", "--grace", "1h")
	k := dial(t, at[0])
	k.says("before")
	k.hears("before")
	c.interrupt()
	c.logs("a second signal stops at once")
	// From another address of this host: a port that nobody listens on can connect to itself.
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	if late, err := from.Dial("tcp4", at[0].rest); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a new connection is %v, %v; want it refused", late, err)
	}
	k.says("and after")
	k.hears("and after")
	k.Close()
	code, _, log := c.end()
	if code != exitOK || !strings.Contains(log, "msg=stopped signal=interrupt") {
		t.Errorf("exit code %d, want 0 once the last connection is gone; log:\n%s", code, log)
	}
	if strings.Contains(log, "the grace period is over") {
		t.Errorf("the connection had an hour; log:\n%s", log)
	}
}

func TestWithNobodyThereItStopsAtOnce(t *testing.T) {
	c, at := serve(t, "echo", "--grace", "1h")
	k := dial(t, at[0])
	k.says("x")
	k.hears("x")
	k.closesWrite()
	k.hearsTheEnd() // the server has counted it as gone, or will before it reads the signal
	c.interrupt()
	if code, _, log := c.end(); code != exitOK {
		t.Errorf("exit code %d; log:\n%s", code, log)
	}
}

func TestASecondSignalStopsAtOnce(t *testing.T) {
	c, at := serve(t, "echo", "--grace", "1h")
	k := dial(t, at[0])
	k.says("x")
	k.hears("x")
	c.interrupt()
	c.logs("a second signal stops at once")
	c.interrupt()
	code, _, log := c.end()
	if code != exitSignal+int(syscall.SIGINT) || !strings.Contains(log, `msg="stopped at once by a second signal" signal=interrupt`) {
		t.Errorf("exit code %d, want 130 and that it did not end in order; log:\n%s", code, log)
	}
	k.isCut()
}

func TestTheGracePeriodEnds(t *testing.T) {
	c, at := serve(t, "chat", "--grace", "50ms")
	k := dial(t, at[0])
	k.joins("anna")
	c.interrupt()
	k.hearsTheEnd()
	code, _, log := c.end()
	if code != exitOK || !strings.Contains(log, `msg="the grace period is over" connections=1`) {
		t.Errorf("exit code %d, want 0 and a word on who was left; log:\n%s", code, log)
	}
}

func TestWithoutAGracePeriodConnectionsEndAtOnce(t *testing.T) {
	c, at := serve(t, "chat", "--grace", "0", "--quiet")
	k := dial(t, at[0])
	k.joins("anna")
	c.interrupt()
	k.hearsTheEnd()
	if code, _, log := c.end(); code != exitOK || log != "" {
		t.Errorf("exit code %d, log %q; want 0, and --quiet has nothing to say", code, log)
	}
}
