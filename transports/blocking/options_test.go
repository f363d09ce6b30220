package blocking_test

import (
	"errors"
	"net"
	"testing"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A switched has TCP's options, and notes what they are set to.
type switched struct {
	net.Conn
	noDelay, keepAlive bool
	err                error
}

func (s *switched) SetNoDelay(on bool) error   { s.noDelay = on; return s.err }
func (s *switched) SetKeepAlive(on bool) error { s.keepAlive = on; return s.err }

// An above is a conn over another, as *tls.Conn is.
type above struct {
	net.Conn
	below net.Conn
}

func (a above) NetConn() net.Conn { return a.below }

func TestOptionsAreThoseOfTheLowestConn(t *testing.T) {
	d := newDriver(t)
	mine, _ := net.Pipe()
	c := &switched{Conn: mine}
	s, err := blocking.New(d.set, above{mine, above{mine, c}}, blocking.Options{NoDelay: true})
	if err != nil {
		t.Fatal(err)
	}
	if !c.noDelay || c.keepAlive {
		t.Errorf("they are set as asked for: %v, %v", c.noDelay, c.keepAlive)
	}
	if err := errors.Join(s.SetNoDelay(false), s.SetKeepAlive(true)); err != nil || c.noDelay || !c.keepAlive {
		t.Errorf("and can be changed: %v, %v, %v", c.noDelay, c.keepAlive, err)
	}
	on, err := s.NoDelay()
	alive, err2 := s.KeepAlive()
	if on || !alive || errors.Join(err, err2) != nil {
		t.Errorf("and asked for: %v, %v, %v", on, alive, errors.Join(err, err2))
	}
	boom := errors.New("boom")
	c.err = boom
	if err := s.SetNoDelay(true); !errors.Is(err, boom) {
		t.Errorf("a conn that refuses is an error: %v", err)
	}
	if on, _ := s.NoDelay(); on {
		t.Error("and changes nothing")
	}
	s.Close(true)
	if _, err := s.NoDelay(); err != port.ErrClosed {
		t.Errorf("a closed one has none: %v", err)
	}
}
