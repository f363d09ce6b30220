package tls_test

import (
	"crypto/sha256"
	stdtls "crypto/tls"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"testing/cryptotest"

	"ravel/fakes/pump"
)

var rewrite = flag.Bool("rewrite", false, "write testdata/wire.txt anew")

// wireFile has a line for the version of Go, the platform and what was on the wire. Another version of crypto/tls
// may say the same in other bytes.
const wireFile = "testdata/wire.txt"

// wire is every byte of handshakes and conversations of all kinds, with that seed for the system's randomness.
func wire(t *testing.T, seed uint64) (all string) {
	t.Helper()
	t.Run("run", func(t *testing.T) {
		cryptotest.SetGlobalRandom(t, seed)
		for _, version := range []uint16{stdtls.VersionTLS12, stdtls.VersionTLS13} {
			for _, k := range []kind{{version: version}, {version: version, certificate: true}, {version: version, resumed: true}} {
				c := converse(t, k, pump.AsWritten)
				c.check(t, k.String())
				all += string(c.wire)
			}
		}
	})
	return all
}

func TestTheBytesOnTheWireAreTheSameInEveryRun(t *testing.T) {
	first := wire(t, 1)
	if again := wire(t, 1); again != first {
		t.Error("two runs of one seed differ on the wire")
	}
	if other := wire(t, 2); other == first {
		t.Error("another seed makes the same bytes")
	}
}

func wireLine(t *testing.T) string {
	return fmt.Sprintf("%s %s/%s %x\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, sha256.Sum256([]byte(wire(t, 1))))
}

// Other processes make the same bytes: one that is started here, and the one that wrote the file, which has not to
// have been built in the same way. With the race detector and without it is the same file.
func TestTheBytesOnTheWireAreTheSameInEveryProcess(t *testing.T) {
	got := wireLine(t)
	if os.Getenv("WIRE_CHILD") != "" {
		fmt.Print("wire: ", got)
		return
	}
	child := exec.Command(os.Args[0], "-test.run", "^TestTheBytesOnTheWireAreTheSameInEveryProcess$")
	child.Env = append(os.Environ(), "WIRE_CHILD=1", "GOMAXPROCS=1")
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("the child: %v\n%s", err, out)
	}
	if !strings.Contains(string(out), "wire: "+got) {
		t.Errorf("another process made other bytes:\n%s\nthis one: %s", out, got)
	}
	if *rewrite {
		if err := os.WriteFile(wireFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(wireFile)
	if err != nil {
		t.Fatal(err)
	}
	if here := got[:strings.LastIndexByte(got, ' ')]; !strings.HasPrefix(string(want), here) {
		t.Logf("%s is of another version or platform: %s; -rewrite makes it anew", wireFile, want)
		return
	}
	if string(want) != got {
		t.Errorf("the bytes differ from those of the process that wrote %s:\n got %swant %s", wireFile, got, want)
	}
}
