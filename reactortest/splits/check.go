package splits

import (
	"fmt"
	"testing"
)

// Check runs body over All the splits of input and stops at the first that fails. body's t is the test's,
// with the split put before every message: it suits gomega.NewWithT as well. A body that never calls its
// feed fails.
//
//	splits.Check(t, "5:hello,3:abc,", func(t testing.TB, feed splits.Feed) {
//		if got := decode(feed); !slices.Equal(got, []string{"hello", "abc"}) {
//			t.Errorf("decoded %q", got)
//		}
//	})
func Check(t testing.TB, input string, body func(t testing.TB, feed Feed)) {
	t.Helper()
	for s := range All(len(input)) {
		Run(s, input, func(feed Feed) { body(&named{t, s.Show(input)}, feed) },
			func(why string) {
				if !t.Failed() { // Fatal has said more
					t.Errorf("%s: %s", s.Show(input), why)
				}
			})
		if t.Failed() {
			return
		}
	}
}

// Run runs body with one split. If body panics, or ends its goroutine, failed is told so on the way; if it
// never calls its feed, failed is told that. It is what Check and other runners are made of.
func Run(s Split, input string, body func(feed Feed), failed func(why string)) {
	fed, returned := false, false
	defer func() {
		if !returned {
			failed("did not return")
		}
	}()
	body(func(to func(piece []byte)) {
		fed = true
		s.Feed(input)(to)
	})
	returned = true
	if !fed {
		failed("the body never called its feed")
	}
}

// named is a testing.TB that names a split in every message.
type named struct {
	testing.TB
	split string
}

func (n *named) Log(args ...any) {
	n.Helper()
	n.TB.Logf("%s: %s", n.split, fmt.Sprint(args...))
}

func (n *named) Logf(format string, args ...any) {
	n.Helper()
	n.TB.Logf("%s: %s", n.split, fmt.Sprintf(format, args...))
}

func (n *named) Error(args ...any) {
	n.Helper()
	n.TB.Errorf("%s: %s", n.split, fmt.Sprint(args...))
}

func (n *named) Errorf(format string, args ...any) {
	n.Helper()
	n.TB.Errorf("%s: %s", n.split, fmt.Sprintf(format, args...))
}

func (n *named) Fatal(args ...any) {
	n.Helper()
	n.TB.Fatalf("%s: %s", n.split, fmt.Sprint(args...))
}

func (n *named) Fatalf(format string, args ...any) {
	n.Helper()
	n.TB.Fatalf("%s: %s", n.split, fmt.Sprintf(format, args...))
}
