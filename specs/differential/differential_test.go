package differential

import (
	"slices"
	"strings"
	"testing"
)

// read is a file that must not be empty.
func read[T any](t *testing.T, file string) []T {
	t.Helper()
	all, err := Recorded[T](file)
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %d lines, %v", file, len(all), err)
	}
	return all
}

func TestDeferredsDoAsTwistedDid(t *testing.T) {
	var said strings.Builder
	for seed, was := range read[Played](t, Programs) {
		p := Random(uint64(seed))
		if !slices.Equal(p, was.Program) {
			t.Fatalf("the program of seed %d is another than that which was recorded", seed)
		}
		if got := Play(p); !slices.Equal(got, was.Log) {
			t.Errorf("seed %d:\n%s\nravel   %q\nTwisted %q", seed, strings.Join(p, "\n"), got, was.Log)
		}
		said.WriteString(strings.Join(append(p, was.Log...), "\n") + "\n")
	}
	// What never happened was not compared.
	for _, what := range []string{"wait:", "chain ", "unpause ", " more", "canceller ", "!cancelled", "already-called", "!first ", "one ", "all ", "unhandled E", "unhandled\n"} {
		if !strings.Contains(said.String(), what) {
			t.Errorf("among the programs there is none that says %q", what)
		}
	}
}

func TestStringsAreTakenApartAsTwistedDid(t *testing.T) {
	apart := 0
	for _, was := range read[TakenApart](t, Strings) {
		if err := Parse(was.Text).Agrees(was.Parsed); err != nil {
			t.Errorf("%q: %v", was.Text, err)
		}
		if was.Parsed.Error == "" {
			apart++
		}
	}
	if apart < Seeds/4 {
		t.Errorf("Twisted took %d strings apart, which is hardly any", apart)
	}
}

func TestEndpointsAreUnderstoodAsTwistedDid(t *testing.T) {
	was := read[Understood](t, Endpoints)
	if len(was) != len(Texts) {
		t.Fatalf("%d strings were recorded, the corpus has %d", len(was), len(Texts))
	}
	for i, text := range Texts {
		if text.Text != was[i].Text {
			t.Fatalf("line %d is %q, not %q", i+1, was[i].Text, text.Text)
		}
		if got := Understand(text); (got == was[i].Endpoint) == (text.Differs != "") {
			t.Errorf("%s %q: ravel %s, Twisted %s; to differ because %q", text.Role, text.Text, got, was[i].Endpoint, text.Differs)
		}
	}
}
