package core

import (
	"errors"
	"io/fs"
	"net/netip"
	"testing"
)

func TestReasonsAreKindsOfOneAnother(t *testing.T) {
	for _, kind := range []error{ErrConnectionAborted, ErrOutboxFull, ErrDescriptorOverrun} {
		if !errors.Is(kind, ErrConnectionLost) || errors.Is(kind, ErrConnectionDone) {
			t.Errorf("%v: want a kind of ErrConnectionLost alone", kind)
		}
		if errors.Is(ErrConnectionLost, kind) {
			t.Errorf("every loss is %v", kind)
		}
	}
}

func TestErrorsHoldTheReasonAndTheCause(t *testing.T) {
	cause := fs.ErrPermission // any error of the system
	at := TCPAddr(netip.MustParseAddrPort("127.0.0.1:80"))
	for _, c := range []struct {
		err  error
		is   []error
		text string
	}{
		{&LostError{"read", ErrConnectionLost, cause}, []error{ErrConnectionLost, cause},
			"connection lost: read: permission denied"},
		{&ConnectError{at, ErrConnectionRefused, cause}, []error{ErrConnectionRefused, cause},
			"connect 127.0.0.1:80: connection refused: permission denied"},
		{&ConnectError{Addr: at, Reason: ErrTimeout}, []error{ErrTimeout},
			"connect 127.0.0.1:80: timed out"},
		{&ListenError{at, cause}, []error{ErrCannotListen, cause},
			"cannot listen on tcp:127.0.0.1:80: permission denied"},
		{&PanicError{In: "DataReceived", Value: cause}, []error{ErrConnectionLost, cause},
			"panic in DataReceived: permission denied"},
		{&PanicError{In: "DataReceived", Value: 7}, []error{ErrConnectionLost}, "panic in DataReceived: 7"},
	} {
		for _, is := range c.is {
			if !errors.Is(c.err, is) {
				t.Errorf("%v is not %v", c.err, is)
			}
		}
		if errors.Is(c.err, ErrConnectionDone) {
			t.Errorf("%v is the orderly end", c.err)
		}
		if c.err.Error() != c.text {
			t.Errorf("got %q, want %q", c.err, c.text)
		}
	}
}
