package specs

import (
	"fmt"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("the page of the arrows", func() {
	It("has the table of arrows(), and nothing else", func() {
		page, err := os.ReadFile("../ARCHITECTURE.md")
		Expect(err).NotTo(HaveOccurred())
		_, table, found := strings.Cut(string(page), "\n| package | may import | because |\n|---|---|---|\n")
		Expect(found).To(BeTrue(), "ARCHITECTURE.md has the head of the table")
		table, _, _ = strings.Cut(table, "\n\n")
		rows := strings.Split(strings.TrimSpace(table), "\n")
		wanted := arrowRows()
		Expect(without(wanted, rows)).To(BeEmpty(), "these rows are missing from ARCHITECTURE.md")
		Expect(without(rows, wanted)).To(BeEmpty(), "these rows of ARCHITECTURE.md are no arrows")
	})
})

func without(rows, others []string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(row string) bool { return slices.Contains(others, row) })
}

// arrowRows is the table for people: an arrow a row, or all that say the same, if there is such a folder.
func arrowRows() (rows []string) {
	var order []string
	from := make(map[string][]string) // by what they say
	for _, a := range arrows() {
		if _, err := os.Stat("../" + a.from); err != nil {
			continue // it is planned
		}
		says := fmt.Sprintf("| %s | %s |", a.destinations(), a.why)
		if from[says] == nil {
			order = append(order, says)
		}
		from[says] = append(from[says], "`"+a.from+"`")
	}
	for _, says := range order {
		rows = append(rows, "| "+strings.Join(from[says], ", ")+" "+says)
	}
	return rows
}

// destinations is what a may import, for people.
func (a *arrow) destinations() string {
	var names []string
	for _, to := range a.to {
		name := "`" + to + "`"
		switch {
		case to == "...":
			name = "everything"
		case strings.HasPrefix(to, "golang.org/"):
			name = "`" + strings.TrimSuffix(strings.TrimPrefix(to, "golang.org/"), "/...") + "`"
		case strings.Contains(to, "/onsi/ginkgo"):
			name = "Ginkgo"
		case strings.Contains(to, "/onsi/gomega"):
			name = "Gomega"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "the standard library"
	}
	return strings.Join(names, ", ")
}
