package script

import (
	"net"
	"strings"
	"testing"

	"ravel/core"
	"ravel/fakes"
)

// shouter answers in upper case, tells what it was asked, and leaves at "bye".
type shouter struct {
	core.Base
	log func(string, ...any)
}

func (s *shouter) DataReceived(p []byte) {
	s.log("asked %q", p)
	s.Transport.Write([]byte(strings.ToUpper(string(p))))
	if string(p) == "bye" {
		s.Transport.LoseConnection()
	}
}

func play(conversation string) (string, error) {
	return converse(conversation, func() Wire { return fakes.NewStringTransport() },
		func(log func(string, ...any)) core.Factory {
			return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &shouter{log: log}, nil })
		})
}

func TestAConversationIsWrittenAnew(t *testing.T) {
	got, err := play("# kept\n\na> hi\na< something else\nb> bye\na.\n")
	want := `# kept

a> hi
a: asked "hi"
a< HI
b> bye
b: asked "bye"
b< BYE
b# connection done
a.
a# connection done
`
	if err != nil || got != want {
		t.Fatalf("%v, got:\n%s", err, got)
	}
}

func TestLinesThatCannotBePlayed(t *testing.T) {
	for line, want := range map[string]string{"a> \\q": "1: ", "b.": "never connected"} {
		if _, err := play(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}
