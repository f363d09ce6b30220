package script

import (
	"bytes"
	"slices"
	"testing"

	"ravel/core"
)

func TestEverySplitIsEveryOne(t *testing.T) {
	seen := map[string]bool{}
	EverySplit(t, "abcdef", func(chunks [][]byte) {
		if joined := bytes.Join(chunks, nil); string(joined) != "abcdef" {
			t.Fatalf("%q is not the input", chunks)
		}
		for _, c := range chunks {
			if len(c) == 0 {
				t.Fatalf("%q holds an empty chunk", chunks)
			}
		}
		seen[string(bytes.Join(chunks, []byte("|")))] = true
	})
	if len(seen) != 1<<5 {
		t.Fatalf("%d ways to cut six bytes, want 32", len(seen))
	}
}

// keeper keeps what it was only lent.
type keeper struct {
	core.Base
	kept [][]byte
}

func (k *keeper) DataReceived(p []byte) { k.kept = append(k.kept, p) }

func TestFeedTakesBackWhatItLent(t *testing.T) {
	k, input := &keeper{}, Bytes("ab")
	Feed(k, input...)
	if !slices.EqualFunc(k.kept, Bytes("\xdb\xdb"), bytes.Equal) {
		t.Fatalf("a kept slice still holds %q", k.kept)
	}
	if string(bytes.Join(input, nil)) != "ab" {
		t.Fatalf("the chunks themselves were changed to %q", input)
	}
}
