package specs

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var rewrite = flag.Bool("rewrite", false, "write the table of arrows in ARCHITECTURE.md anew")

var _ = Describe("the page of the arrows", func() {
	It("has the table of arrows(), and nothing else", func() {
		const page, head = "../ARCHITECTURE.md", "\n| package | may import | because |\n|---|---|---|\n"
		text, err := os.ReadFile(page)
		Expect(err).NotTo(HaveOccurred())
		before, rest, found := strings.Cut(string(text), head)
		Expect(found).To(BeTrue(), "the page has the head of the table")
		table, after, _ := strings.Cut(rest, "\n\n")
		rows, wanted := strings.Split(table, "\n"), arrowRows()
		if *rewrite {
			Expect(os.WriteFile(page, []byte(before+head+strings.Join(wanted, "\n")+"\n\n"+after), 0o666)).To(Succeed())
			return
		}
		const remedy = `: run go test ./specs -ginkgo.focus "page of the arrows" -rewrite`
		Expect(without(wanted, rows)).To(BeEmpty(), "these rows are missing from ARCHITECTURE.md"+remedy)
		Expect(without(rows, wanted)).To(BeEmpty(), "these rows of ARCHITECTURE.md are no arrows"+remedy)
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
