package native

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestReadingTheListenFDsEnvironment(t *testing.T) {
	for _, c := range []struct {
		why, pid, n, names string
		want               []ListenFD
		bad                string
	}{
		{why: "nobody passed anything"},
		{why: "a supervisor that is not understood", n: "2"},
		{why: "meant for another process", pid: "41", n: "2"},
		{why: "two without names", pid: "42", n: "2", want: []ListenFD{{3, "unknown"}, {4, "unknown"}}},
		{why: "two with names", pid: "42", n: "2", names: "http:https", want: []ListenFD{{3, "http"}, {4, "https"}}},
		{why: "one without a name among them", pid: "42", n: "2", names: ":b", want: []ListenFD{{3, ""}, {4, "b"}}},
		{why: "none", pid: "42", n: "0", want: []ListenFD{}},
		{why: "fewer names", pid: "42", n: "2", names: "http", bad: "1 LISTEN_FDNAMES for 2"},
		{why: "more names", pid: "42", n: "1", names: "a:b", bad: "2 LISTEN_FDNAMES for 1"},
		{why: "no number", pid: "42", n: "two", bad: `LISTEN_FDS "two"`},
		{why: "less than none", pid: "42", n: "-1", bad: `LISTEN_FDS "-1"`},
		{why: "more than anybody passes", pid: "42", n: "4097", bad: `LISTEN_FDS "4097"`},
		{why: "no process id", pid: "me", n: "1", bad: `LISTEN_PID "me"`},
	} {
		env := map[string]string{"LISTEN_PID": c.pid, "LISTEN_FDS": c.n, "LISTEN_FDNAMES": c.names}
		got, err := listenFDs(func(name string) string { return env[name] }, 42)
		switch {
		case c.bad == "" && err != nil:
			t.Errorf("%s: %v", c.why, err)
		case c.bad != "" && (!errors.Is(err, ErrListenFDs) || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%s: got %v, want an ErrListenFDs with %q", c.why, err, c.bad)
		case !reflect.DeepEqual(got, c.want):
			t.Errorf("%s: got %v, want %v", c.why, got, c.want)
		}
	}
}

func TestListenFDsUnset(t *testing.T) {
	for _, name := range []string{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"} {
		t.Setenv(name, "1") // process 1 is not this one
	}
	if fds, err := ListenFDs(false); len(fds) != 0 || err != nil {
		t.Fatalf("not for this process: got %v, %v", fds, err)
	}
	if os.Getenv("LISTEN_FDS") != "1" {
		t.Fatal("the environment is kept unless asked otherwise")
	}
	ListenFDs(true)
	for _, name := range []string{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"} {
		if _, there := os.LookupEnv(name); there {
			t.Errorf("%s is still there", name)
		}
	}
}
