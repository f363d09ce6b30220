package core_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestTheMapNamesEveryFile(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && name != "doc.go" {
			left = append(left, name)
		}
	}
	for _, pattern := range regexp.MustCompile(`[a-z_*]+\.go\b`).FindAllString(string(text), -1) {
		before := len(left)
		var others []string
		for _, name := range left {
			if fits, err := path.Match(pattern, name); err != nil || !fits {
				others = append(others, name)
			}
		}
		if left = others; len(left) == before {
			t.Errorf("doc.go names %s, which is not there or was named before", pattern)
		}
	}
	if len(left) > 0 {
		t.Errorf("doc.go does not name %q", left)
	}
}
