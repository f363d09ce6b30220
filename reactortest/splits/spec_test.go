package splits_test

import (
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/reactortest"
	"ravel/reactortest/splits"
)

func TestSpecs(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "splits")
}

// lines is a parser: the lines of what it is fed.
func lines(feed splits.Feed) (got []string) {
	partial := ""
	feed(func(p []byte) {
		parts := strings.Split(partial+string(p), "\n")
		got, partial = append(got, parts[:len(parts)-1]...), parts[len(parts)-1]
	})
	return got
}

// The same parser in a spec and in plain go test.
var _ = reactortest.DescribeSplits("lines", "one\n\ntwo\n", func(feed splits.Feed) {
	Expect(lines(feed)).To(Equal([]string{"one", "", "two"}))
})

func TestLines(t *testing.T) {
	splits.Check(t, "one\n\ntwo\n", func(t testing.TB, feed splits.Feed) {
		NewWithT(t).Expect(lines(feed)).To(Equal([]string{"one", "", "two"}))
	})
}
