package specs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Time, randomness, the network and goroutines enter through a clock, a reactor and a port alone. Where
// else they came in, a simulated run could not be repeated.

// bannedIn are the folders that this is for.
func bannedIn() []string {
	return []string{"core", "protocols", "transports/stream", "transports/datagram", "transports/descriptor", "transports/tls", "transports/process", "transports/pipe", "transports/stdio"}
}

// excused are the files that may, with the reason.
func excused() map[string]string {
	return map[string]string{
		"../transports/process/spawn/system_unix.go": "looks for executables as os/exec does",
		"../transports/process/spawn/child_unix.go":  "waits on a goroutine where there is no pidfd",
	}
}

// banned are functions of the standard library by package; what begins with one of them is meant as well.
func banned() map[string][]string {
	return map[string][]string{
		"time": {"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker"},
		"net":  {"Dial", "Listen", "Lookup", "FileConn", "FileListener", "FilePacketConn"},
		// Of math/rand/v2 only what draws from the global source; New and NewPCG take a seed.
		"math/rand/v2": {"Int", "Uint", "N", "Float", "Perm", "Shuffle", "Exp", "Norm"},
		"math/rand":    {""},
		"crypto/rand":  {""},
		"os/exec":      {""},
	}
}

// constants of those packages that are no functions, and types.
func harmless(path, name string) bool {
	return path == "net" && (name == "Listener" || name == "ListenConfig" || name == "Dialer") ||
		path == "math/rand/v2" && (name == "New" || strings.HasPrefix(name, "New"))
}

var _ = Describe("what is banned from core, the machines and protocols", func() {
	It("is not used there: time, global randomness, the network, goroutines", func() {
		var wrong []string
		for _, folder := range bannedIn() {
			for _, file := range sources(folder) {
				if excused()[file] == "" {
					wrong = append(wrong, offences(file, nil)...)
				}
			}
		}
		Expect(wrong).To(BeEmpty())
	})

	It("would be found if it were used", func() {
		source := "package p\n" +
			"import (\n\"net\"\n\"time\"\nr \"math/rand/v2\"\n)\n" +
			"func f() { go f(); time.Now(); <-time.After(1); net.DialTCP(\"\", nil, nil); r.IntN(3); r.New(nil); var _ net.Listener; time.Date(1, 1, 1, 1, 1, 1, 1, nil) }\n"
		Expect(offences("p.go", source)).To(Equal([]string{
			"p.go:7: starts a goroutine",
			"p.go:7: uses time.Now",
			"p.go:7: uses time.After",
			"p.go:7: uses net.DialTCP",
			"p.go:7: uses math/rand/v2.IntN",
		}))
	})
})

// sources are the Go files below folder that are no tests, as paths from the module's root.
func sources(folder string) []string {
	var files []string
	root := filepath.Join("..", folder)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(files).NotTo(BeEmpty(), "%s has sources", folder)
	return files
}

// offences are the uses of what is banned in a file, or in source if that is given.
func offences(file string, source any) []string {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	Expect(err).NotTo(HaveOccurred())
	names := importNames(parsed)
	var found []string
	tell := func(at token.Pos, what string) {
		found = append(found, fmt.Sprintf("%s:%d: %s", strings.TrimPrefix(file, "../"), set.Position(at).Line, what))
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			tell(n.Pos(), "starts a goroutine")
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if !ok {
				break
			}
			path := names[x.Name]
			if isBanned := slices.ContainsFunc(banned()[path], func(b string) bool { return strings.HasPrefix(n.Sel.Name, b) }); isBanned && !harmless(path, n.Sel.Name) {
				tell(n.Pos(), "uses "+path+"."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// importNames are the paths of a file's imports by the names that they have in it.
func importNames(f *ast.File) map[string]string {
	names := make(map[string]string)
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		Expect(err).NotTo(HaveOccurred())
		parts := strings.Split(path, "/")
		name := parts[len(parts)-1]
		if len(parts) > 1 && len(name) > 1 && name[0] == 'v' && name[1] >= '0' && name[1] <= '9' {
			name = parts[len(parts)-2]
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = path
	}
	return names
}
