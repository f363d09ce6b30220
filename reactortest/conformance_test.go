package reactortest_test

import (
	"regexp"
	"strings"
	"testing"

	"ravel/reactortest"
)

// casesMin is how many cases the suite has at least.
const casesMin = 340

func TestCasesHaveIDsAndSentences(t *testing.T) {
	cases := reactortest.Cases()
	if len(cases) < casesMin {
		t.Errorf("there are %d cases, want %d or more", len(cases), casesMin)
	}
	form := regexp.MustCompile(`^[A-Z]+-\d{3}$`)
	ids := make(map[string]bool)
	group, last := "", ""
	ended := make(map[string]bool)
	for _, c := range cases {
		switch {
		case !form.MatchString(c.ID):
			t.Errorf("%q is no id", c.ID)
			continue
		case ids[c.ID]:
			t.Errorf("%s is there twice", c.ID)
		case len(strings.Fields(c.Says)) < 3 || strings.HasSuffix(c.Says, "."):
			t.Errorf("%s says %q, which is no sentence without its full stop", c.ID, c.Says)
		}
		ids[c.ID] = true
		g, number, _ := strings.Cut(c.ID, "-")
		if g != group {
			if ended[g] {
				t.Errorf("%s: its group was ended before", c.ID)
			}
			ended[group] = true
			group, last = g, ""
		}
		if number <= last {
			t.Errorf("%s comes after %s-%s", c.ID, g, last)
		}
		last = number
	}
}
