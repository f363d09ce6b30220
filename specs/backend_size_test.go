package specs

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// pollerLinesMax is how long a way of asking a UNIX kernel may be: what needs more holds something that the
// sockets of all of them should have.
const pollerLinesMax = 350

var _ = Describe("a backend on a UNIX kernel", func() {
	for _, name := range []string{"epoll", "poll"} {
		It("is thin: "+name, func() {
			files, err := filepath.Glob("../transports/" + name + "/*.go")
			Expect(err).NotTo(HaveOccurred())
			lines := 0
			for _, f := range files {
				if strings.HasSuffix(f, "_test.go") {
					continue
				}
				text, err := os.ReadFile(f)
				Expect(err).NotTo(HaveOccurred())
				lines += strings.Count(string(text), "\n")
			}
			Expect(lines).To(And(BeNumerically(">", 100), BeNumerically("<=", pollerLinesMax)),
				"sockets belong to transports/posix, registrations and waiting alone to the backend")
		})
	}
})
