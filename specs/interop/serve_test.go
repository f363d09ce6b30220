//go:build interop

package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ravel is the built command.
var ravel string

func TestMain(m *testing.M) { os.Exit(builtAndRun(m)) }

func builtAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ravel")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ravel = filepath.Join(dir, "ravel")
	if out, err := exec.Command("go", "build", "-o", ravel, "ravel/cmd/ravel").CombinedOutput(); err != nil {
		panic("building ravel: " + err.Error() + "\n" + string(out))
	}
	return m.Run()
}

// serve runs "ravel serve" on one endpoint and returns where it listens, without the kind.
func serve(t *testing.T, protocol, endpoint string) string {
	t.Helper()
	s := start(t, "golang", ravel, "serve", protocol, "--listen", endpoint, "--quiet", "--grace", "0")
	kind, _, _ := strings.Cut(endpoint, ":")
	return s.announces(protocol + " listening on " + kind + ":")
}

// serveTCP is serve on a port that the system chooses.
func serveTCP(t *testing.T, protocol string) (port string) {
	t.Helper()
	return strings.TrimPrefix(serve(t, protocol, "tcp:127.0.0.1:0"), "127.0.0.1:")
}

// serveTwisted runs Twisted's server of a protocol.
func serveTwisted(t *testing.T, protocol string) (port string) {
	t.Helper()
	return twisted(t, "serve", protocol).announces("port ")
}

// announces reads a line and returns what is behind prefix.
func (k *tool) announces(prefix string) string {
	k.t.Helper()
	line, err := k.out.ReadString('\n')
	rest, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), prefix)
	if err != nil || !ok {
		k.t.Fatalf("%s showed %q (%v), want %q and where it listens", k.name, line, err, prefix)
	}
	return rest
}
