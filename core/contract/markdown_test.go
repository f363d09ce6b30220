package contract

import "testing"

func TestThePageIsTheTable(t *testing.T) { wantFile(t, "../../docs/contract.md", []byte(Markdown())) }
