package specs

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const module = "ravel"

// An arrow says what a package may import beside the standard library. "x/..." is x and all below it;
// what is not listed is forbidden. The longest name that fits a package counts.
// ARCHITECTURE.md has the same table: go test ./specs -ginkgo.focus "page of the arrows" -rewrite
type arrow struct {
	from string
	to   []string
	why  string
}

func arrows() []arrow {
	system := "golang.org/x/sys/..."
	return []arrow{
		{"core", nil, "the vocabulary stands on the standard library alone"},
		{"core/port", nil, "the seam is interfaces and errors, and knows nobody"},
		{"core/contract", []string{"core", "core/wrap"}, "the contract is about the vocabulary, and its monitor a wrapper"},
		{"core/coro", []string{"core"}, "coroutines run on any clock"},
		{"core/service", []string{"core", "core/coro"}, "services know reactors by their interfaces"},
		{"core/wrap", []string{"core"}, "wrappers know protocols and transports by what they can do"},
		{"core/loop", []string{"core", "core/port"}, "the loop knows no backend and no machine"},

		{"transports/stream", []string{"core", "core/port"}, "a machine knows neither the loop nor a backend"},
		{"transports/datagram", []string{"core", "core/port"}, "a machine knows neither the loop nor a backend"},
		{"transports/descriptor", []string{"core", "core/port"}, "a machine knows neither the loop nor a backend"},
		{"transports/tls", []string{"core", "core/port"}, "a machine knows neither the loop nor a backend"},
		{"transports/netbridge", []string{"core"}, "a bridge knows transports and reactors by what they can do"},
		{"transports/netbridge/coconn", []string{"core", "core/coro"}, "a bridge knows transports and reactors by what they can do"},
		{"transports/threads", []string{"core", "core/port"}, "a machine knows neither the loop nor a backend"},
		{"transports/names", []string{"core", "core/port"}, "a machine knows neither the loop nor a backend"},
		{"transports/pipe", []string{"core/port"}, "a descriptor as a stream knows no protocol, and no backend but by its port"},
		{"transports/blocking", []string{"core/port", system}, "what blocks as the seam has it knows no protocol, and no backend"},
		{"transports/gonet", []string{"core", "core/port", "transports/blocking", "transports/stream"}, "a net.Conn is a stream, and a machine knows neither the loop nor a backend"},
		{"transports/stdio", []string{"core", "core/port", "transports/pipe", "transports/stream"}, "two pipes are a stream, and a machine knows neither the loop nor a backend"},
		{"transports/stdio/system", []string{"core/port", "transports/stdio", system}, "standard input and output as the system has them know no backend"},
		{"transports/process", []string{"core", "core/port", "transports/pipe", "transports/stream"}, "a pipe is a stream, and a machine knows neither the loop nor a backend"},
		{"transports/process/spawn", []string{"core", "core/port", "transports/process"}, "what starts processes knows no protocol, and no backend but by its port"},
		{"transports/haproxy", []string{"core", "core/wrap"}, "the header of a proxy is a wrapper around a factory"},
		{"transports/endpoint", []string{"core", "core/wrap", "transports/haproxy", "transports/tls"}, "endpoints know reactors by their interfaces"},
		{"transports/db", []string{"core"}, "a database knows reactors by their interfaces"},
		{"transports/native", []string{"core/...", "transports/...", system}, "this is the only wiring for production"},

		{"transports/sys", []string{"core/port", system}, "what backends share of a system knows no protocol, and no backend"},
		{"transports/posix", []string{"core/port", "transports/sys", system}, "sockets know no protocol, and no backend but by what it must define"},
		{"transports/epoll", []string{"core/port", "transports/posix", system}, "a way of asking a UNIX kernel knows its sockets, and no protocol"},
		{"transports/uring", []string{"core/port", "transports/posix", system}, "a way of asking a UNIX kernel knows its sockets, and no protocol"},
		{"transports/kqueue", []string{"core/port", "transports/posix", system}, "a way of asking a UNIX kernel knows its sockets, and no protocol"},
		{"transports/poll", []string{"core/port", "transports/posix", system}, "a way of asking a UNIX kernel knows its sockets, and no protocol"},
		{"transports/select", []string{"core/port", "transports/posix", system}, "a way of asking a UNIX kernel knows its sockets, and no protocol"},
		{"transports/portable", []string{"core/port", "transports/blocking", "transports/sys", system}, "a backend knows no protocol"},
		{"transports/iocp", []string{"core/port", system}, "a backend knows no protocol"},

		{"fakes/kernel", []string{"core/port"}, "a simulated host knows no network, as a kernel does"},
		{"fakes/fabric", []string{"core/port", "fakes/kernel"}, "the network carries what hosts send, and knows no protocol"},
		{"fakes", []string{"core/...", "fakes/...", "transports/stream", "transports/datagram", "transports/descriptor", "transports/tls", "transports/threads", "transports/names", "transports/pipe", "transports/process", "transports/stdio", "transports/endpoint"},
			"a fake reactor is the real machines on a simulated host"},

		{"reactortest", []string{"core", "core/contract", "core/coro", "reactortest/certs", "transports/endpoint", "reactortest/splits", "reactortest/matchers", "github.com/onsi/ginkgo/v2", "github.com/onsi/gomega", "github.com/onsi/gomega/..."},
			"the suite knows no backend and no fake"},
		{"reactortest/certs", nil, "certificates need nothing but cryptography"},
		{"reactortest/splits", nil, "a parser's splits need nothing"},
		{"reactortest/matchers", []string{"core", "github.com/onsi/gomega/..."}, "matchers know transports by what they can do"},
		{"reactortest/sim", []string{"core/...", "fakes/...", "reactortest/..."}, "simulation is made of fakes"},
		{"reactortest/tape", []string{"core/...", "fakes/...", "reactortest/..."}, "simulation is made of fakes"},
		{"reactortest/explore", []string{"core/...", "fakes/...", "reactortest/..."}, "simulation is made of fakes"},

		{"protocols", []string{"core", "core/wrap", "protocols/..."}, "a protocol runs wherever core does"},

		{"cmd", []string{"..."}, "a program may use everything"},
		{"specs", []string{"..."}, "specs may use everything"},
		{"examples", []string{"..."}, "examples may use everything"},
	}
}

// systems are those for which the arrows are checked: a file for one system is not seen on another.
var systems = []string{"linux", "darwin", "windows"}

var _ = Describe("the arrows of the house", func() {
	for _, system := range systems {
		It("are kept on "+system, func() {
			var wrong []string
			for _, p := range packages(system) {
				a := arrowOf(p.path)
				if a == nil {
					wrong = append(wrong, fmt.Sprintf("%s has no arrows: say in arrows() what it may import", p.path))
					continue
				}
				for _, i := range p.imports {
					if !a.allows(i) {
						wrong = append(wrong, fmt.Sprintf("%s imports %s, which it must not: %s", p.path, i, a.why))
					}
				}
			}
			Expect(wrong).To(BeEmpty())
		})
	}

	It("would be missed if they were broken", func() {
		Expect(arrowOf("core/port").allows("core")).To(BeFalse(), "the seam must not know the vocabulary")
		Expect(arrowOf("core").allows("golang.org/x/sys/unix")).To(BeFalse(), "nor the vocabulary the system")
		Expect(arrowOf("transports/epoll").allows("core")).To(BeFalse(), "nor a backend a protocol")
		Expect(arrowOf("transports/posix").allows("transports/epoll")).To(BeFalse(), "nor sockets who asks for them")
		Expect(arrowOf("protocols/chat").allows("transports/native")).To(BeFalse(), "nor a protocol its reactor")
		Expect(arrowOf("reactortest").allows("fakes")).To(BeFalse(), "nor the suite a fake")
		Expect(arrowOf("reactortest/sim").allows("fakes")).To(BeTrue(), "the longest name counts")
		Expect(arrowOf("newcomer")).To(BeNil(), "a package without a row is found")
	})

	It("end in three direct dependencies", func() {
		mod, err := os.ReadFile("../go.mod")
		Expect(err).NotTo(HaveOccurred())
		var direct []string
		for line := range strings.Lines(string(mod)) {
			fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
			if len(fields) == 2 && strings.HasPrefix(fields[1], "v") {
				direct = append(direct, fields[0])
			}
		}
		Expect(direct).To(ConsistOf("github.com/onsi/ginkgo/v2", "github.com/onsi/gomega", "golang.org/x/sys"),
			"whoever imports ravel inherits its dependencies: anything heavier lives in a module of its own")
	})
})

// A pkg is a package of the module and what it imports beside the standard library, both without the
// module's name.
type pkg struct {
	path    string
	imports []string
}

// packages lists every package of the module as it is built for system.
func packages(system string) []pkg {
	list := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...")
	list.Env = append(os.Environ(), "GOOS="+system)
	out, err := list.Output()
	Expect(err).NotTo(HaveOccurred(), "go list")
	var all []pkg
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		p := pkg{path: strings.TrimPrefix(fields[0], module+"/")}
		for _, i := range fields[1:] {
			if first, _, _ := strings.Cut(i, "/"); strings.Contains(first, ".") || first == module {
				p.imports = append(p.imports, strings.TrimPrefix(i, module+"/"))
			}
		}
		all = append(all, p)
	}
	Expect(len(all)).To(BeNumerically(">", 20), "all packages were listed")
	return all
}

func arrowOf(path string) *arrow {
	var best *arrow
	for _, a := range arrows() {
		if within(path, a.from) && (best == nil || len(a.from) > len(best.from)) {
			best = &a
		}
	}
	return best
}

func (a *arrow) allows(path string) bool {
	for _, to := range a.to {
		root, tree := strings.CutSuffix(to, "...")
		if path == to || tree && (root == "" || within(path, strings.TrimSuffix(root, "/"))) {
			return true
		}
	}
	return false
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }
