package reactortest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"ravel/reactortest"
)

var (
	// aRow is one group of the map in doc.go: "TCP    case_tcp*.go". Two stand in a line.
	aRow = regexp.MustCompile(`\b([A-Z]+) +(case_[a-z_]+\*?\.go)`)
	// anID is the beginning of a case in its file.
	anID = regexp.MustCompile(`\{"([A-Z]+)-\d{3}", "`)
)

// groupsOf are the groups whose cases stand in a file.
func groupsOf(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var groups []string
	for _, m := range anID.FindAllStringSubmatch(string(text), -1) {
		groups = append(groups, m[1])
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}

func TestTheMapLeadsFromAGroupToItsFiles(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	mapped, found := make(map[string]bool), make(map[string]bool)
	for _, row := range aRow.FindAllStringSubmatch(string(doc), -1) {
		group, pattern := row[1], row[2]
		mapped[group] = true
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Errorf("the map says %s is in %s, and there is none: %v", group, pattern, err)
		}
		for _, f := range files {
			found[f] = true
			if got := groupsOf(t, f); !slices.Equal(got, []string{group}) {
				t.Errorf("%s has cases of %q, want those of %s alone, as the map says", f, got, group)
			}
		}
	}
	for _, c := range reactortest.Cases() {
		if group := anID.FindStringSubmatch(`{"` + c.ID + `", "`)[1]; !mapped[group] {
			mapped[group] = true
			t.Errorf("%s is a case of a group that is not in the map", c.ID)
		}
	}
	files, err := filepath.Glob("case_*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !found[f] {
			t.Errorf("%s is named like a file of cases, and is not in the map", f)
		}
	}
}
