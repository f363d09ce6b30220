package contract

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write docs/contract.md anew")

func TestThePageIsTheTable(t *testing.T) {
	const page = "../../docs/contract.md"
	want := []byte(Markdown())
	if *rewrite {
		if err := os.WriteFile(page, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what it is generated from (%v): run go test ./core/contract -rewrite", page, err)
	}
}
