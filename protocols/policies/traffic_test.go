package policies_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"ravel/core"
	"ravel/protocols/policies"
)

func TestTrafficIsLoggedAsItHappens(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.MessageKey {
			return a
		}
		return slog.Attr{}
	}}))
	p := &teller{}
	wire := connect(t, policies.TrafficLog(log, policies.TrafficConfig{LengthMax: 5})(serves(t, p)))
	wire.Feed("hello world")
	p.Transport.WriteSequence([][]byte{[]byte("one"), []byte("two")})
	wire.Lose(core.ErrConnectionLost)
	p.Transport.Write([]byte("late"))
	want := []string{`* 1: made`, `C 1: \"hello\"… 6 bytes elided`, `S 1: \"one\"`, `S 1: \"two\"`, `* 1: lost: connection lost`}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), `msg="`), `"`))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("logged\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAWiretapNumbersConnections(t *testing.T) {
	var seen []policies.Tap
	f := policies.Wiretap(func(tap policies.Tap) { seen = append(seen, tap) })(serves(t, &teller{}, &teller{}))
	connect(t, f)
	connect(t, f)
	if len(seen) != 2 || seen[0].Conn != 1 || seen[1].Conn != 2 || seen[1].Kind != policies.Made || seen[1].Remote.String() != "192.168.1.1:54321" {
		t.Errorf("seen %+v", seen)
	}
}
