//go:build interop

package interop

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ravel/specs/differential"
)

var rewrite = flag.Bool("rewrite", false, "write what Twisted says into specs/differential/testdata")

const (
	differentialDir = "../differential"
	// freshSeeds is how many programs and strings are tried that are in no file.
	freshSeeds = 300
)

// asked is what peer.py answers to each of questions, decoded into A.
func asked[A any](t *testing.T, questions [][2]any) []A {
	t.Helper()
	var in, errs bytes.Buffer
	for _, q := range questions {
		if err := json.NewEncoder(&in).Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	peer := exec.CommandContext(t.Context(), python, filepath.Join(differentialDir, "peer.py"))
	peer.Stdin, peer.Stderr = &in, &errs
	out, err := peer.Output()
	if err != nil {
		t.Fatalf("%s with Twisted (apt-get install python3-twisted): %v\n%s", python, err, errs.Bytes())
	}
	var answers []A
	for line := range bytes.Lines(out) {
		var a A
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		answers = append(answers, a)
	}
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions\n%s", len(answers), len(questions), errs.Bytes())
	}
	return answers
}

// kept compares what Twisted says with what was recorded, or records it.
func kept[T any](t *testing.T, file string, now []T) {
	t.Helper()
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	for _, one := range now {
		if err := lines.Encode(one); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(differentialDir, file)
	if *rewrite {
		if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(path); err != nil || !bytes.Equal(was, b.Bytes()) {
		t.Errorf("%s is not what Twisted says (%v): run with -rewrite", file, err)
	}
}

func TestTwistedDeferreds(t *testing.T) {
	var questions [][2]any
	var programs []differential.Played
	for seed := range uint64(differential.Seeds + freshSeeds) {
		p := differential.Random(seed)
		programs = append(programs, differential.Played{Program: p})
		questions = append(questions, [2]any{"play", p})
	}
	for i, log := range asked[[]string](t, questions) {
		programs[i].Log = log
		if got := differential.Play(programs[i].Program); !slices.Equal(got, log) {
			t.Errorf("seed %d:\n%s\nravel   %q\nTwisted %q", i, strings.Join(programs[i].Program, "\n"), got, log)
		}
	}
	kept(t, differential.Programs, programs[:differential.Seeds])
}

func TestTwistedStrings(t *testing.T) {
	var questions [][2]any
	for seed := range uint64(differential.Seeds + freshSeeds) {
		questions = append(questions, [2]any{"parse", differential.RandomText(seed)})
	}
	var all []differential.TakenApart
	for i, parsed := range asked[differential.Parsed](t, questions) {
		text := questions[i][1].(string)
		all = append(all, differential.TakenApart{Text: text, Parsed: parsed})
		if err := differential.Parse(text).Agrees(parsed); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	kept(t, differential.Strings, all[:differential.Seeds])
}

func TestTwistedEndpoints(t *testing.T) {
	var questions [][2]any
	for _, text := range differential.Texts {
		questions = append(questions, [2]any{text.Role, text.Text})
	}
	var all []differential.Understood
	for i, e := range asked[string](t, questions) {
		text := differential.Texts[i]
		all = append(all, differential.Understood{Role: text.Role, Text: text.Text, Endpoint: e})
		if got := differential.Understand(text); (got == e) == (text.Differs != "") {
			t.Errorf("%s %q: ravel %s, Twisted %s; to differ because %q", text.Role, text.Text, got, e, text.Differs)
		}
	}
	kept(t, differential.Endpoints, all)
}
