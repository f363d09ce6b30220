package examples

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whatever the README shows as Go is found in the greeter or in an Example of core/service, which compile and pass.
func TestTheREADMEShowsCodeThatRuns(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("greeter/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "../core/service/example_test.go")
	var code strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	blocks := regexp.MustCompile("(?ms)^```go\n(.*?)^```").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) == 0 {
		t.Fatal("the README shows no Go at all")
	}
	for _, b := range blocks {
		if !strings.Contains(flat(code.String()), flat(b[1])) {
			t.Errorf("the README shows code that neither examples/greeter nor core/service/example_test.go has:\n%s", b[1])
		}
	}
}

// flat is text without the indentation of its lines.
func flat(text string) string {
	return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(text, "")
}
